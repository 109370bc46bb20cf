namespace LocalAzure.Arm;

/// <summary>A bucket that empties by one a call and refills steadily.</summary>
internal sealed class TokenBucket(int size, double refillPerSecond, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double _tokens = size;
    private long _filledAt = clock.GetTimestamp();

    /// <summary>Takes one; tells what remains, or how long to wait when nothing does.</summary>
    public (int Remaining, TimeSpan? Wait) Take()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            _tokens = Math.Min(size, _tokens + (clock.GetElapsedTime(_filledAt, now).TotalSeconds * refillPerSecond));
            _filledAt = now;
            if (_tokens < 1)
            {
                return (0, TimeSpan.FromSeconds((1 - _tokens) / refillPerSecond));
            }

            _tokens--;
            return ((int)_tokens, null);
        }
    }
}
