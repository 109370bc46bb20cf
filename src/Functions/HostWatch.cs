using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Functions;

/// <summary>
/// Ends this process when its Functions host is gone. A worker by itself lives on after its host, and would go on writing to API Management
/// beside the worker of the next one.
/// </summary>
internal sealed partial class HostWatch(
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<HostWatch> logger
) : BackgroundService
{
    private const int Exit = 1;
    private const int RefusalsThatProve = 2;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    // What a run has to put away; what takes longer is cut off.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Asks until the host's port is closed: refused, and not only slow.</summary>
    /// <param name="host">The host's address.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public static async Task UntilGoneAsync(Uri host, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var refusals = 0; refusals < RefusalsThatProve; )
        {
            await Task.Delay(Every, clock, cancellationToken);
            refusals = await IsRefusedAsync(host, cancellationToken) ? refusals + 1 : 0;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!Uri.TryCreate(configuration["Functions:Worker:HostEndpoint"], UriKind.Absolute, out var host))
        {
            return;
        }

        await UntilGoneAsync(host, clock, stoppingToken);
        LogGone(host);
        await Console.Error.WriteLineAsync($"error: the Functions host at {host} is gone; this worker ends");
        lifetime.StopApplication();
        await Task.Delay(Grace, clock, CancellationToken.None);
        Environment.Exit(Exit);
    }

    private static async Task<bool> IsRefusedAsync(Uri host, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host.Host, host.Port, cancellationToken);
            return false;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }

    [LoggerMessage(LogLevel.Error, "The Functions host at {Host} is gone; this worker ends.")]
    private partial void LogGone(Uri host);
}
