using System.Collections.Concurrent;
using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>
/// API Management lets one write to an API run at a time and holds on for a moment after a long-running one has
/// reported success, see https://github.com/Azure/apiops/issues/497 and https://github.com/Azure/apiops/issues/379
/// </summary>
internal sealed class ApiLocks(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _heldUntil = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The API that a path writes to; null when it writes to none.</summary>
    public static string? ApiOf(ArmPath path)
    {
        var isApi =
            ResourceIds.Same(path.Namespace, "Microsoft.ApiManagement") && path.Names.Count > 1 && ResourceIds.Same(path.Types[1], "apis");
        return isApi ? $"{path.Scope}/{path.Names[0]}/{path.Names[1]}" : null;
    }

    public ApiLease Enter(string api)
    {
        var now = clock.GetUtcNow();
        while (true)
        {
            var free = _heldUntil.GetOrAdd(api, DateTimeOffset.MinValue);
            if (free > now)
            {
                throw ArmErrors.Refuse(409, "PessimisticConcurrencyConflict", "Operation on the API is in progress");
            }

            if (_heldUntil.TryUpdate(api, DateTimeOffset.MaxValue, free))
            {
                return new ApiLease(this, api);
            }
        }
    }

    /// <summary>Lets go, at once or after a while.</summary>
    public void Leave(string api, TimeSpan settle) => _heldUntil[api] = clock.GetUtcNow() + settle;
}
