using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Gateway.Backends;

/// <summary>The circuit breaker of one backend: counts failures in a window and opens for a while.</summary>
internal sealed class Breaker
{
    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset At, bool Failed)> _calls = [];

    /// <summary>When it closes by itself; in the past while it is closed.</summary>
    public DateTimeOffset OpenUntil
    {
        get
        {
            lock (_gate)
            {
                return field;
            }
        }
        private set;
    } = DateTimeOffset.MinValue;

    /// <summary>Takes note of one call.</summary>
    /// <param name="rules">The backend's rules; the documentation allows one.</param>
    /// <param name="outcome">How the call ended.</param>
    /// <param name="heeded">The error reasons that count.</param>
    /// <param name="now">The time.</param>
    /// <returns>The rule that opened it; null when it stays as it was.</returns>
    public BreakerRule? Note(IReadOnlyList<BreakerRule> rules, CallOutcome outcome, IReadOnlyList<string> heeded, DateTimeOffset now)
    {
        BreakerRule? tripped = null;
        lock (_gate)
        {
            foreach (var rule in rules)
            {
                var failed = rule.Counts(outcome, heeded);
                _calls.RemoveAll(call => call.At <= now - rule.Interval);
                _calls.Add((now, failed));
                if (failed && IsTripped(rule))
                {
                    var isOpen = now < OpenUntil;
                    OpenUntil = now + (rule.AcceptRetryAfter ? outcome.RetryAfter ?? rule.TripDuration : rule.TripDuration);
                    _calls.Clear();
                    tripped = isOpen ? tripped : rule;
                }
            }
        }

        return tripped;
    }

    private bool IsTripped(BreakerRule rule)
    {
        var failed = _calls.Count(call => call.Failed);
        return (rule.Count is { } count && failed >= count) || (rule.Percentage is { } share && failed * 100 >= share * _calls.Count);
    }
}
