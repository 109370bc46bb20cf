using System.Collections.Concurrent;
using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Gateway.Backends;

/// <summary>
/// The breakers of all backends; each region of the gateway has its own, and whether a backend that is written anew starts closed is a setting.
/// https://learn.microsoft.com/azure/api-management/backends#circuit-breaker
/// </summary>
internal sealed class BreakerTable(TimeProvider clock, Func<GatewaySettings> settings, BreakerTable? primary = null)
{
    private readonly ConcurrentDictionary<string, Breaker> _breakers = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, BreakerTable> _regions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Told when a breaker opens, be it in another region, with how long it will stay so.</summary>
    public Action<BreakerTable, BackendEntry, BreakerRule, TimeSpan>? Opened { get; set; }

    /// <summary>The breakers of the gateway in a region; null for the service's own.</summary>
    public BreakerTable Of(string? region) =>
        region is null ? this : _regions.GetOrAdd(region, _ => new BreakerTable(clock, settings, this));

    public bool IsOpen(BackendEntry backend) => backend.Rules.Count > 0 && Of(backend).OpenUntil > clock.GetUtcNow();

    public void Note(BackendEntry backend, CallOutcome outcome)
    {
        if (backend.Rules.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var breaker = Of(backend);
        if (breaker.Note(backend.Rules, outcome, settings().ErrorReasons, now) is { } rule)
        {
            (primary ?? this).Opened?.Invoke(this, backend, rule, breaker.OpenUntil - now);
        }
    }

    /// <summary>How long until the first of these is closed again; null when none of them is open.</summary>
    public TimeSpan? UntilOneCloses(IEnumerable<BackendEntry> backends)
    {
        var now = clock.GetUtcNow();
        var waits = backends.Where(IsOpen).Select(backend => Of(backend).OpenUntil - now).ToList();
        return waits.Count == 0 ? null : waits.Min();
    }

    private Breaker Of(BackendEntry backend) =>
        _breakers.GetOrAdd(settings().BreakersOutliveWrites ? backend.Id : $"{backend.Id}|{backend.ETag}", static _ => new Breaker());
}
