using System.Net;
using System.Net.Sockets;

namespace LocalAzure.FunctionsHost;

/// <summary>One instance of the app: its handler and the way to it.</summary>
internal sealed class HandlerInstance : IAsyncDisposable
{
    public HandlerInstance(FunctionsApp app, HandlerStarter starter, AppSettings settings, Cloud cloud, int number)
    {
        Number = number;
        var port = FreePort();
        var log = new HostLog(cloud.Options.HostLines);
        var start = new HandlerStart
        {
            Description = app.Host.Handler,
            Port = port,
            Environment = LocalSettings.ForHandler(settings, app.Folder, port),
            InitializationTimeout = app.Host.InitializationTimeout,
            OnLine = log.OfHandler,
        };
        Handler = new HandlerSupervisor(starter, start, log, cloud.Clock);
        Client = new HandlerClient(port);
        Log = log;
    }

    /// <summary>From 1 on; the journal tells which instance ran what.</summary>
    public int Number { get; }

    public HandlerSupervisor Handler { get; }

    public HandlerClient Client { get; }

    public HostLog Log { get; }

    public async ValueTask DisposeAsync()
    {
        await Handler.DisposeAsync();
        Client.Dispose();
    }

    // Found free and let go again before the handler takes it: the same small race as in the real host.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
