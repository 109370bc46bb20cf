using System.Net.NetworkInformation;

namespace LocalAzure.Tests;

/// <summary>Port bases that nobody uses: each cloud takes base+1 and base+10 to base+15. They lie below those that
/// the system gives to whoever asks for any port (32768 and up on Linux): the workers and their hosts do.</summary>
public static class FreePorts
{
    private const int Step = 20;
    private const int First = 10_000;
    private const int Last = 32_000;
    private static int _next = First + (Environment.ProcessId * 7 % 1_000 * Step);

    public static int Base()
    {
        while (true)
        {
            var candidate = Interlocked.Add(ref _next, Step);
            if (candidate > Last)
            {
                Interlocked.CompareExchange(ref _next, First, candidate);
                continue;
            }

            var taken = IPGlobalProperties
                .GetIPGlobalProperties()
                .GetActiveTcpListeners()
                .Concat(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().Select(one => one.LocalEndPoint))
                .Select(one => one.Port)
                .ToHashSet();
            if (!Enumerable.Range(candidate, Step).Any(taken.Contains))
            {
                return candidate;
            }
        }
    }
}
