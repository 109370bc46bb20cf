using System.Security.Cryptography;

namespace Importer.Arm;

/// <summary>How long to wait before the next try.</summary>
internal static class ArmBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Doubles from half a second up to ten, each shortened by up to a fifth so that callers do not march in step.</summary>
    /// <param name="attempt">How many tries were made, from 1.</param>
    public static TimeSpan After(int attempt)
    {
        var full = TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Min(attempt - 1, 10)));
        return full * (1 - (RandomNumberGenerator.GetInt32(0, 200) / 1000.0));
    }
}
