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
    private readonly List<HandlerInstance> _instances;
    private readonly List<QueueListener> _queues = [];
    private readonly List<TimerListener> _timers = [];
    private WebApplication? _server;

    private FunctionsHostService(Cloud cloud, FunctionsApp app, HandlerStarter starter, AppSettings settings)
    {
        App = app;
        _instances = [.. Enumerable.Range(1, cloud.Options.Instances).Select(number => new HandlerInstance(app, starter, settings, cloud, number))];
        ShutDown = Task.WhenAny(_instances.Select(instance => instance.Handler.ShutDown)).Unwrap();
        Queues = new QueueStore(Path.Combine(cloud.Options.DataDirectory, "queues"), cloud.Clock, app.Host.Queues.Base64);
        var tools = new InvokerTools
        {
            FunctionTimeout = app.Host.FunctionTimeout,
            Queues = Queues,
            Log = _instances[0].Log,
            Journal = cloud.Journal,
            Clock = cloud.Clock,
        };
        Invoker = new Invoker(_instances, tools);
        AddListeners(tools, Path.Combine(cloud.Options.DataDirectory, "timers"));
    }

    /// <summary>The keys that open the functions and the administration routes.</summary>
    public HostKeys Keys { get; } = new();

    /// <summary>True while the handler of every instance is up and the host runs.</summary>
    public bool IsReady => _instances.TrueForAll(instance => instance.Handler.IsReady);

    /// <summary>Completes, with the reason, if a handler fails so often that the host gives up.</summary>
    public Task<HostStartException> ShutDown { get; }

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
            await Task.WhenAll(host._instances.Select(instance => instance.Handler.StartAsync(cancellationToken)));
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

    /// <summary>SIGKILL to the handler of the first instance, which is then started again, as after a function timeout.</summary>
    public void KillHandler() => _instances[0].Handler.Kill();

    /// <summary>The same, and waits until it answers again.</summary>
    public async Task RestartHandlerAsync(CancellationToken cancellationToken)
    {
        KillHandler();
        await _instances[0].Handler.WaitUntilReadyAsync(cancellationToken);
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

        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }

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
            _queues.AddRange(_instances.Select(instance => new QueueListener(function, App.Host.Queues, new Invoker([instance], tools), tools)));
        }

        // A timer runs on one instance only: https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#scale-out
        _timers.AddRange(App.TriggeredBy(HostBindings.TimerTrigger)
            .Select(function => new TimerListener(function, timers, Invoker, tools.Clock)));
    }

    private void Map(WebApplication server)
    {
        new HttpFunctions(App, Invoker, Keys, _stop.Token).Map(server);
        new EventGridWebhook(App, Invoker, Keys, _stop.Token).Map(server);
        new AdminRoutes(this, Keys, _stop.Token).Map(server);
    }
}
