namespace EndToEnd.Tests.Driving;

/// <summary>Waiting for what another process does: looks again and again, and fails loudly when it does not come.</summary>
internal static class Patience
{
    private static readonly TimeSpan Cap = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    /// <summary>The first answer of <paramref name="look"/> that is not null.</summary>
    /// <param name="what">What is waited for, in words.</param>
    /// <param name="tell">The state of affairs, for the failure.</param>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T?>> look, Func<Task<string>> tell)
        where T : class
    {
        var until = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await look() is { } found)
            {
                return found;
            }

            if (TimeProvider.System.GetElapsedTime(until) > Cap)
            {
                throw new TimeoutException($"Waited {Cap} for {what}, in vain.\n{await tell()}");
            }

            await Task.Delay(Pause);
        }
    }
}
