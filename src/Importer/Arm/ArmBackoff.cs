using System.Security.Cryptography;

namespace Importer.Arm;

/// <summary>How long to wait before the next try.</summary>
internal static class ArmBackoff
{
    private static readonly TimeSpan FirstAfterFault = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FirstWhileBusy = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>After a fault: doubles from half a second up to ten.</summary>
    /// <param name="attempt">How many tries were made, from 1.</param>
    public static TimeSpan After(int attempt) => Doubled(FirstAfterFault, attempt);

    /// <summary>While another write runs: doubles from a quarter of a second up to ten.</summary>
    /// <param name="attempt">How many tries were made, from 1.</param>
    public static TimeSpan WhileBusy(int attempt) => Doubled(FirstWhileBusy, attempt);

    // Shortened by up to a fifth, so that callers do not march in step.
    private static TimeSpan Doubled(TimeSpan first, int attempt)
    {
        var full = TimeSpan.FromTicks(Math.Min(Longest.Ticks, first.Ticks << Math.Min(attempt - 1, 10)));
        return full * (1 - (RandomNumberGenerator.GetInt32(0, 200) / 1000.0));
    }
}
