using System.Collections.Concurrent;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// The counters of the limit policies, by key. One counter serves every place that uses the same policy and key.
/// https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy
/// </summary>
internal sealed class CounterTable(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, SlidingCounter> _sliding = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PeriodCounter> _periods = new(StringComparer.Ordinal);

    public DateTimeOffset Now => clock.GetUtcNow();

    public SlidingCounter Sliding(string key) => _sliding.GetOrAdd(key, _ => new SlidingCounter(clock));

    public PeriodCounter Period(string key) => _periods.GetOrAdd(key, static _ => new PeriodCounter());
}
