using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Gateway.Backends;

/// <summary>The circuit breaker of one backend: counts failures in a window and opens for a while.</summary>
internal sealed class Breaker
{
    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset At, bool Failed)> _calls = [];
    private DateTimeOffset _openUntil = DateTimeOffset.MinValue;

    public bool IsOpen(DateTimeOffset now)
    {
        lock (_gate)
        {
            return now < _openUntil;
        }
    }

    /// <summary>Takes note of one call.</summary>
    /// <param name="rules">The backend's rules; the documentation allows one.</param>
    /// <param name="status">The status; null when no answer came.</param>
    /// <param name="retryAfter">The backend's own wish.</param>
    /// <param name="now">The time.</param>
    public void Note(IReadOnlyList<BreakerRule> rules, int? status, TimeSpan? retryAfter, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var rule in rules)
            {
                _calls.RemoveAll(call => call.At <= now - rule.Interval);
                _calls.Add((now, rule.Counts(status)));
                if (rule.Counts(status) && IsTripped(rule))
                {
                    _openUntil = now + (rule.AcceptRetryAfter ? retryAfter ?? rule.TripDuration : rule.TripDuration);
                    _calls.Clear();
                }
            }
        }
    }

    private bool IsTripped(BreakerRule rule)
    {
        var failed = _calls.Count(call => call.Failed);
        return (rule.Count is { } count && failed >= count) || (rule.Percentage is { } share && failed * 100 >= share * _calls.Count);
    }
}
