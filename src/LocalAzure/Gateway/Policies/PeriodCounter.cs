namespace LocalAzure.Gateway.Policies;

/// <summary>Adds up what came since the start of a fixed period.</summary>
internal sealed class PeriodCounter
{
    private readonly Lock _gate = new();
    private DateTimeOffset _start;
    private long _used;

    public long Used(DateTimeOffset start)
    {
        lock (_gate)
        {
            Turn(start);
            return _used;
        }
    }

    public void Add(DateTimeOffset start, long amount)
    {
        lock (_gate)
        {
            Turn(start);
            _used += amount;
        }
    }

    private void Turn(DateTimeOffset start)
    {
        if (start != _start)
        {
            (_start, _used) = (start, 0);
        }
    }
}
