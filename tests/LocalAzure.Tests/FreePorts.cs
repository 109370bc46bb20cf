using System.Net.NetworkInformation;

namespace LocalAzure.Tests;

/// <summary>Port bases that nobody uses: each cloud takes base+1 and base+10 to base+14.</summary>
public static class FreePorts
{
    private const int Step = 20;
    private static int _next = 20_000 + (Environment.ProcessId * 7 % 1_500 * Step / 2);

    public static int Base()
    {
        while (true)
        {
            var candidate = Interlocked.Add(ref _next, Step);
            if (candidate > 60_000)
            {
                Interlocked.CompareExchange(ref _next, 20_000, candidate);
                continue;
            }

            var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
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
