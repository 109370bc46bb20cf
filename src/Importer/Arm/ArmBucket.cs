namespace Importer.Arm;

/// <summary>
/// What is left of one of Resource Manager's token buckets, as far as its answers tell. As long as no answer has told
/// anything, nothing is held back.
/// </summary>
/// <param name="refillPerSecond">How fast the bucket fills.</param>
/// <param name="reserve">What is left to others who work in the same subscription.</param>
/// <param name="clock">The clock.</param>
internal sealed class ArmBucket(double refillPerSecond, double reserve, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double? _left;
    private int _underWay;
    private long _at;

    /// <summary>Takes one call out; the result is how long to wait before making it.</summary>
    public TimeSpan Take()
    {
        lock (_gate)
        {
            _underWay++;
            if (_left is null)
            {
                return TimeSpan.Zero;
            }

            Refill();
            _left--;
            var missing = reserve - _left.Value;
            return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(missing / refillPerSecond);
        }
    }

    /// <summary>Puts right what is left, from an answer; null when the answer says nothing.</summary>
    public void Observe(int? remaining)
    {
        lock (_gate)
        {
            _underWay--;
            if (remaining is { } left)
            {
                // Calls that are under way are not in the answer's figure yet.
                _left = left - _underWay;
                _at = clock.GetTimestamp();
            }
        }
    }

    private void Refill()
    {
        _left += refillPerSecond * clock.GetElapsedTime(_at).TotalSeconds;
        _at = clock.GetTimestamp();
    }
}
