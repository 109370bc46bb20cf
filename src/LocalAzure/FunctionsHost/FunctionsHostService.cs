using System.Net;
using System.Net.Sockets;
using LocalAzure.Control;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The stand-in for the Azure Functions host: reads the app's folder, keeps its handler running and drives it from
/// HTTP, Event Grid, queues and timers.
/// https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers
/// </summary>
public sealed class FunctionsHostService : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HandlerSupervisor _handler;
    private readonly HandlerClient _client;
    private readonly List<QueueListener> _queues = [];
    private readonly List<TimerListener> _timers = [];
    private WebApplication? _server;

    private FunctionsHostService(Cloud cloud, FunctionsApp app, HandlerStarter starter, AppSettings settings)
    {
        App = app;
        var log = new HostLog(cloud.Options.HostLines);
        var port = FreePort();
        _handler = new HandlerSupervisor(starter, Start(app, settings, port, log), log, cloud.Clock);
        _client = new HandlerClient(port);
        Queues = new QueueStore(Path.Combine(cloud.Options.DataDirectory, "queues"), cloud.Clock, app.Host.Queues.Base64);
        var tools = new InvokerTools
        {
            FunctionTimeout = app.Host.FunctionTimeout,
            Queues = Queues,
            Log = log,
            Journal = cloud.Journal,
            Clock = cloud.Clock,
        };
        Invoker = new Invoker(_handler, _client, tools);
        AddListeners(tools, Path.Combine(cloud.Options.DataDirectory, "timers"));
    }

    /// <summary>The keys that open the functions and the administration routes.</summary>
    public HostKeys Keys { get; } = new();

    /// <summary>True while the handler is up and the host runs.</summary>
    public bool IsReady => _handler.IsReady;

    /// <summary>Completes, with the reason, if the handler fails so often that the host gives up.</summary>
    public Task<HostStartException> ShutDown => _handler.ShutDown;

    /// <summary>The function that the one event subscription delivers to, the first by name; null when the app has none.</summary>
    internal string? EventGridFunction => App.TriggeredBy(HostBindings.EventGridTrigger).FirstOrDefault()?.Name;

    internal FunctionsApp App { get; }

    internal QueueStore Queues { get; }

    internal Invoker Invoker { get; }

    /// <summary>Starts the host over the folder that the options name.</summary>
    /// <exception cref="HostStartException">The app, its settings or its handler are faulty; lists every fault.</exception>
    public static Task<FunctionsHostService> StartAsync(Cloud cloud, CancellationToken cancellationToken) =>
        StartAsync(cloud, HandlerProcess.Start, cancellationToken);

    internal static async Task<FunctionsHostService> StartAsync(Cloud cloud, HandlerStarter starter, CancellationToken cancellationToken)
    {
        var settings = LocalSettings.Of(cloud);
        var app = FunctionsApp.Load(Path.GetFullPath(cloud.Options.AppDirectory), settings);
        var host = new FunctionsHostService(cloud, app, starter, settings);
        try
        {
            host._server = await SurfaceServer.StartAsync("host", cloud.Options.FunctionsHost, cloud, host.Map, cancellationToken);
            await host._handler.StartAsync(cancellationToken);
            host._queues.ForEach(listener => listener.Start());
            host._timers.ForEach(listener => listener.Start());
            cloud.Host = host;
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL to the handler, which is then started again, as after a function timeout.</summary>
    public void KillHandler() => _handler.Kill();

    /// <summary>The same, and waits until it answers again.</summary>
    public async Task RestartHandlerAsync(CancellationToken cancellationToken)
    {
        _handler.Kill();
        await _handler.WaitUntilReadyAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        foreach (var listener in _timers.Cast<IAsyncDisposable>().Concat(_queues))
        {
            await listener.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _handler.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    internal TimerListener? Timer(FunctionDefinition function) => _timers.Find(timer => timer.Function == function.Name);

    private void AddListeners(InvokerTools tools, string timers)
    {
        foreach (var function in App.TriggeredBy(HostBindings.QueueTrigger))
        {
            // As the deployment template does it: both queues are there before the first message.
            var queue = function.Trigger.Text("queueName")!;
            Queues.Create(queue);
            Queues.Create(queue + QueueListener.PoisonSuffix);
            _queues.Add(new QueueListener(function, App.Host.Queues, Invoker, tools));
        }

        _timers.AddRange(App.TriggeredBy(HostBindings.TimerTrigger)
            .Select(function => new TimerListener(function, timers, Invoker, tools.Clock)));
    }

    private void Map(WebApplication server)
    {
        new HttpFunctions(App, Invoker, Keys, _stop.Token).Map(server);
        new EventGridWebhook(App, Invoker, Keys, _stop.Token).Map(server);
        new AdminRoutes(this, Keys, _stop.Token).Map(server);
    }

    private static HandlerStart Start(FunctionsApp app, AppSettings settings, int port, HostLog log) => new()
    {
        Description = app.Host.Handler,
        Port = port,
        Environment = LocalSettings.ForHandler(settings, app.Folder, port),
        InitializationTimeout = app.Host.InitializationTimeout,
        OnLine = log.OfHandler,
    };

    // Found free and let go again before the handler takes it: the same small race as in the real host.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
