namespace LocalAzure.State;

/// <summary>Real time plus an offset that only grows. Timers made from it fire when the clock is moved past them.</summary>
public sealed class LocalClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<LocalTimer> _timers = [];
    private long _offsetTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;

    public override long GetTimestamp() => System.GetElapsedTime(0, System.GetTimestamp()).Ticks + Interlocked.Read(ref _offsetTicks);

    /// <summary>Moves the clock forward and lets every timer see it.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(by.Ticks, nameof(by));
        Interlocked.Add(ref _offsetTicks, by.Ticks);
        LocalTimer[] waiting;
        lock (_gate)
        {
            waiting = [.. _timers];
        }

        foreach (var timer in waiting)
        {
            timer.Rearm();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LocalTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Watch(LocalTimer timer)
    {
        lock (_gate)
        {
            _timers.Add(timer);
        }
    }

    internal void Forget(LocalTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private TimeSpan Offset => new(Interlocked.Read(ref _offsetTicks));
}
