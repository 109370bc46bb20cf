namespace LocalAzure.Gateway.Policies;

/// <summary>Adds up what came within the last period.</summary>
internal sealed class SlidingCounter(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Queue<(DateTimeOffset At, int Amount)> _entries = new();

    public int Used(TimeSpan period)
    {
        lock (_gate)
        {
            Forget(period);
            return _entries.Sum(entry => entry.Amount);
        }
    }

    public void Add(int amount)
    {
        lock (_gate)
        {
            _entries.Enqueue((clock.GetUtcNow(), amount));
        }
    }

    /// <summary>Adds only when the sum stays within the limit.</summary>
    public bool TryAdd(int amount, int limit, TimeSpan period)
    {
        lock (_gate)
        {
            Forget(period);
            if (_entries.Sum(entry => entry.Amount) + amount > limit)
            {
                return false;
            }

            _entries.Enqueue((clock.GetUtcNow(), amount));
            return true;
        }
    }

    /// <summary>Whole seconds, at least one, until the oldest entry falls out of the period.</summary>
    public int SecondsToWait(TimeSpan period)
    {
        lock (_gate)
        {
            return _entries.TryPeek(out var oldest)
                ? Math.Max(1, (int)Math.Ceiling((oldest.At + period - clock.GetUtcNow()).TotalSeconds))
                : 1;
        }
    }

    private void Forget(TimeSpan period)
    {
        while (_entries.TryPeek(out var oldest) && oldest.At <= clock.GetUtcNow() - period)
        {
            _entries.Dequeue();
        }
    }
}
