using System.Collections.Concurrent;
using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Gateway.Backends;

/// <summary>
/// The breakers of all backends; a backend that is written anew starts closed.
/// https://learn.microsoft.com/azure/api-management/backends#circuit-breaker
/// </summary>
internal sealed class BreakerTable(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Breaker> _breakers = new(StringComparer.OrdinalIgnoreCase);

    public bool IsOpen(BackendEntry backend) => backend.Rules.Count > 0 && Of(backend).IsOpen(clock.GetUtcNow());

    public void Note(BackendEntry backend, int? status, TimeSpan? retryAfter)
    {
        if (backend.Rules.Count > 0)
        {
            Of(backend).Note(backend.Rules, status, retryAfter, clock.GetUtcNow());
        }
    }

    private Breaker Of(BackendEntry backend) => _breakers.GetOrAdd($"{backend.Id}|{backend.ETag}", static _ => new Breaker());
}
