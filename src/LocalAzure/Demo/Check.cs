using System.Diagnostics;

namespace LocalAzure.Demo;

/// <summary>Verifies, and waits for what takes a while.</summary>
internal static class Check
{
    /// <summary>How long the demo waits for anything; a role or a deployment may take its time to be effective.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <exception cref="DemoFailedException">It is not so.</exception>
    public static void That(bool isSo, string expected, string seen)
    {
        if (!isSo)
        {
            throw new DemoFailedException(expected, Short(seen));
        }
    }

    /// <summary>Looks again and again until it is so.</summary>
    /// <exception cref="DemoFailedException">It never was; says what was seen last.</exception>
    public static async Task<T> UntilAsync<T>(string expected, Func<Task<T>> look, Func<T, bool> isSo, CancellationToken cancellationToken)
        where T : notnull
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (isSo(seen))
            {
                return seen;
            }

            That(Stopwatch.GetElapsedTime(started) < Patience, $"{expected} within {Patience.TotalSeconds:0} s", seen.ToString() ?? "");
            await Task.Delay(Interval, cancellationToken);
        }
    }

    private static string Short(string text) => text.Length > 400 ? $"{text[..400]}…" : text;
}
