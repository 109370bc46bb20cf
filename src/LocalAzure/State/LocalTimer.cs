namespace LocalAzure.State;

/// <summary>A timer that is due at a moment of the local clock, kept by a real timer that is set again when the clock moves.</summary>
internal sealed class LocalTimer : ITimer
{
    private readonly Lock _gate = new();
    private readonly LocalClock _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ITimer _real;
    private DateTimeOffset? _due;
    private TimeSpan _period;

    public LocalTimer(LocalClock clock, TimerCallback callback, object? state)
    {
        (_clock, _callback, _state) = (clock, callback, state);
        _real = TimeProvider.System.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _period = period;
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + dueTime;
        }

        if (_due is null)
        {
            _clock.Forget(this);
        }
        else
        {
            _clock.Watch(this);
        }

        return Rearm();
    }

    public bool Rearm()
    {
        lock (_gate)
        {
            if (_due is not { } due)
            {
                return _real.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            var wait = due - _clock.GetUtcNow();
            // A real timer holds at most about 49 days; a longer wait looks again then.
            var capped = TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, TimeSpan.FromDays(40).Ticks));
            return _real.Change(capped, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _clock.Forget(this);
        _real.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Fire()
    {
        if (TakeDue())
        {
            _callback(_state);
        }

        Rearm();
    }

    private bool TakeDue()
    {
        lock (_gate)
        {
            if (_due is not { } due || due > _clock.GetUtcNow())
            {
                return false;
            }

            var repeats = _period > TimeSpan.Zero;
            _due = repeats ? due + _period : null;
            if (!repeats)
            {
                _clock.Forget(this);
            }

            return true;
        }
    }
}
