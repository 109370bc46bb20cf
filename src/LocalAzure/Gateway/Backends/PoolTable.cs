using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Gateway.Backends;

/// <summary>
/// Picks members of pools: the lowest priority with a closed breaker, within it in turn by weight.
/// https://learn.microsoft.com/azure/api-management/backends#load-balanced-pool
/// </summary>
internal sealed class PoolTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _credits = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when every member is away or open.</summary>
    public BackendEntry? Pick(BackendEntry pool, IReadOnlyDictionary<string, BackendEntry> backends, BreakerTable breakers)
    {
        var open = pool
            .Members.Select(member => (Member: member, Backend: backends.GetValueOrDefault(member.Id)))
            .Where(pair => pair.Backend is not null && !breakers.IsOpen(pair.Backend))
            .GroupBy(pair => pair.Member.Priority)
            .MinBy(group => group.Key);
        return open is null ? null : Turn(pool.Id, [.. open]);
    }

    /// <summary>Smooth weighted turns: each gains its weight, the richest goes and pays the sum.</summary>
    private BackendEntry Turn(string pool, IReadOnlyList<(PoolMember Member, BackendEntry? Backend)> members)
    {
        lock (_gate)
        {
            var sum = members.Sum(pair => Math.Max(pair.Member.Weight, 1));
            foreach (var (member, _) in members)
            {
                var key = Key(pool, member);
                _credits[key] = _credits.GetValueOrDefault(key) + Math.Max(member.Weight, 1);
            }

            var (chosen, backend) = members.MaxBy(pair => _credits[Key(pool, pair.Member)]);
            _credits[Key(pool, chosen)] -= sum;
            return backend!;
        }
    }

    private static string Key(string pool, PoolMember member) => $"{pool}|{member.Id}";
}
