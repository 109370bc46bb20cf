using System.Net;
using System.Net.Sockets;

namespace Bench.Running;

/// <summary>A port base whose fifteen ports are free.</summary>
internal static class FreePorts
{
    public static int Base()
    {
        for (var tries = 0; tries < 200; tries++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var first = ((IPEndPoint)probe.LocalEndpoint).Port;
            if (first < 65_000 && Enumerable.Range(first + 1, 15).All(IsFree))
            {
                return first;
            }
        }

        throw new InvalidOperationException("There are no fifteen free ports in a row.");
    }

    /// <summary>One free port.</summary>
    public static int One()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
