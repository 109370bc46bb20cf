using System.Collections.Concurrent;
using Functions.Input;
using Importer.Configuration;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Resources;

namespace Functions.Events;

/// <summary>Which deployment a backend of a fleet stands for, or why the backend is left alone.</summary>
/// <param name="Deployment">The deployment; null when it is left alone.</param>
/// <param name="LeftAlone">Why it is left alone.</param>
internal sealed record MemberFound(ResourceId? Deployment, string? LeftAlone);

/// <summary>
/// Finds the deployment behind a backend. A breaker event holds the backend's id and nothing else of it, so the backend is read, one call,
/// and its ownership tag, which the gateway keeps, says which deployment it was made for. One that does not verify says nothing.
/// </summary>
internal sealed class MemberLookup(IGateway gateway, ScopeValidator scopes, ImporterSettings settings, TimeProvider clock)
{
    // Every instance of a gateway tells of the same breaker: one reading answers for all of them.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    // More than a fleet has members; what is forgotten is read again.
    private const int Most = 4096;

    // Event Grid waits for half a minute, and delivers again what was not answered.
    private static readonly TimeSpan ReadWithin = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Reading> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Looks a backend up; who asks for the same one meanwhile gets the same answer.</summary>
    /// <exception cref="GatewayUnreadableException">It could not be read, so nothing is known of it.</exception>
    public async Task<MemberFound> FindAsync(string backend, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(backend, out var known) && now - known.At >= Fresh)
        {
            _known.TryRemove(KeyValuePair.Create(backend, known));
        }

        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        var reading = _known.GetOrAdd(backend, id => new Reading(now, new(() => ReadAsync(id))));
        try
        {
            return await reading.Found.Value.WaitAsync(cancellationToken);
        }
        catch
        {
            _known.TryRemove(KeyValuePair.Create(backend, reading));
            throw;
        }
    }

    private async Task<MemberFound> ReadAsync(string backend)
    {
        using var within = new CancellationTokenSource(ReadWithin, clock);
        return Judge(backend, await gateway.FindAsync(new ResourceKey(ResourceKind.Backend, backend), within.Token));
    }

    private MemberFound Judge(string backend, Observed? found)
    {
        if (found is null)
        {
            return LeftAlone($"backend {backend} is not in the gateway any more");
        }

        if (found.Unproven is not null)
        {
            return LeftAlone(
                $"backend {backend} carries an ownership tag that does not verify, so it is nobody's; see docs/operations.md, 'Conflict'"
            );
        }

        if (found is not { Resource: Backend, OwnershipTag: { } tag } || !FleetClaims.IsOurs(tag, settings))
        {
            return LeftAlone($"backend {backend} was not made for a fleet in the settings");
        }

        if (!ScopeValidator.IsDeployment(tag.Source) || !scopes.Contains(tag.Source))
        {
            return LeftAlone($"backend {backend} stands for {tag.Source}, which is no deployment inside Discovery.Scopes");
        }

        return MemberFacts.Read(tag.Member) is { Out: not MemberFacts.Gone }
            ? new(tag.Source, null)
            : LeftAlone($"the member behind backend {backend} has left its fleet");
    }

    private static MemberFound LeftAlone(string reason) => new(null, reason);

    private sealed record Reading(DateTimeOffset At, Lazy<Task<MemberFound>> Found);
}
