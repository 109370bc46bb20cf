using System.Diagnostics.CodeAnalysis;
using LocalAzure.Control;
using LocalAzure.EventGrid;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>Whether the host takes no more work by itself.</summary>
internal enum DrainState
{
    Disabled,
    InProgress,
    Completed,
}

/// <summary>
/// The stand-in for the Azure Functions host: starts the app's worker, speaks its protocol and drives it from HTTP, Event Grid, queues
/// and timers.
/// https://learn.microsoft.com/azure/azure-functions/dotnet-isolated-process-guide
/// </summary>
public sealed class FunctionsHostService : IAsyncDisposable
{
    // How long a host that is told to stop lets running calls go on, and how long it then waits for the cancelled ones.
    // Measured on the host of 2024: about ten seconds, then the worker goes.
    private static readonly TimeSpan CancelledGrace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopped = new();
    private readonly HttpForwarder _forwarder = new();
    private readonly List<WorkerInstance> _instances = [];
    private readonly List<TimerListener> _timers = [];
    private readonly List<IHostListener> _listeners = [];
    private readonly Cloud _cloud;
    private readonly RpcServer _rpc;
    private readonly AppSettings _settings;
    private readonly InvokerTools _tools;
    private WebApplication? _server;
    private bool _isDrained;
    private bool _isDisposed;

    private FunctionsHostService(Cloud cloud, FunctionsApp app, AppSettings settings, WorkerStarter starter, RpcServer rpc)
    {
        (_cloud, App, _settings, _rpc) = (cloud, app, settings, rpc);
        _instances.AddRange(
            Enumerable.Range(1, cloud.Options.Instances).Select(number => WorkerInstance.Of(app, starter, rpc, settings, cloud, number))
        );
        ShutDown = Task.WhenAny(_instances.Select(instance => instance.Worker.ShutDown)).Unwrap();
        Queues = new HostQueues(cloud.Queues, cloud, app.Host.Queues.Base64);
        _tools = new InvokerTools
        {
            FunctionTimeout = app.Host.FunctionTimeout,
            Queues = Queues,
            Log = _instances[0].Log,
            Journal = cloud.Journal,
            Clock = cloud.Clock,
            Stopped = _stopped.Token,
        };
        Invoker = new Invoker(_instances, _tools);
    }

    /// <summary>The keys that open the functions and the administration routes.</summary>
    public HostKeys Keys { get; } = new();

    /// <summary>True while the worker of every instance is up and the host runs.</summary>
    public bool IsReady => _server is not null && _instances.TrueForAll(instance => instance.Worker.IsReady);

    /// <summary>Completes, with the reason, if a worker fails so often that the host gives up.</summary>
    public Task<HostStartException> ShutDown { get; }

    /// <summary>
    /// The function that the subscription's events are delivered to: the one of the deployment template, or the first by name; null when
    /// the app has none.
    /// </summary>
    internal string? EventGridFunction =>
        App.TriggeredBy(HostBindings.EventGridTrigger)
            .Select(function => function.Name)
            .OrderByDescending(name => name == DeliveryClient.Function)
            .FirstOrDefault();

    internal FunctionsApp App { get; private set; }

    internal HostQueues Queues { get; }

    internal Invoker Invoker { get; }

    internal DateTimeOffset Now => _cloud.Clock.GetUtcNow();

    internal DrainState DrainState
    {
        get
        {
            if (!_isDrained)
            {
                return DrainState.Disabled;
            }

            if (_tools.Running.IsEmpty)
            {
                return DrainState.Completed;
            }

            return DrainState.InProgress;
        }
    }

    /// <summary>Starts the host over the folder that the options name.</summary>
    /// <exception cref="HostStartException">The app, its settings or its worker are faulty; lists every fault.</exception>
    public static Task<FunctionsHostService> StartAsync(Cloud cloud, CancellationToken cancellationToken)
    {
        var record = new WorkerRecord(Path.Combine(cloud.Options.DataDirectory, "workers"));
        foreach (var id in record.EndOrphans())
        {
            cloud.Options.HostLines?.Invoke($"[host] Worker {id} of an earlier LocalAzure was still running; it was ended.");
        }

        return StartAsync(cloud, WorkerProcess.Recorded(record), cancellationToken);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The host disposes of its server, also when it does not start.")]
    internal static async Task<FunctionsHostService> StartAsync(Cloud cloud, WorkerStarter starter, CancellationToken cancellationToken)
    {
        var settings = LocalSettings.Of(cloud);
        var app = FunctionsApp.Load(Path.GetFullPath(cloud.Options.AppDirectory), settings);
        var host = new FunctionsHostService(cloud, app, settings, starter, await RpcServer.StartAsync(cancellationToken));
        try
        {
            // The first worker's list is the app's; every worker loads those functions.
            await host._instances[0].Worker.StartAsync(host.LoadAsync, cancellationToken);
            await Task.WhenAll(host._instances.Skip(1).Select(instance => instance.Worker.StartAsync(host.LoadAsync, cancellationToken)));
            host.AddListeners();
            host._server = await SurfaceServer.StartAsync("host", cloud.Options.FunctionsHost, cloud, host.Map, cancellationToken);
            host._listeners.ForEach(listener => listener.Start());
            cloud.Host = host;
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL to the worker of the first instance, which is then started again, as after a function timeout.</summary>
    public void KillWorker() => _instances[0].Worker.Kill();

    /// <summary>The same, and waits until it is up again.</summary>
    public async Task RestartWorkerAsync(CancellationToken cancellationToken)
    {
        KillWorker();
        await _instances[0].Worker.ReadyAsync(cancellationToken);
    }

    /// <summary>
    /// Stops as the host does when it is told to: listeners end, running calls get a while, then their tokens fire and the worker goes.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await DrainAsync();
        await IdleAsync(_cloud.Options.ShutdownGrace);
        await _stopped.CancelAsync();
        await IdleAsync(CancelledGrace);
        await Task.WhenAll(_instances.Select(instance => instance.DisposeAsync().AsTask()));
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _rpc.DisposeAsync();
        _forwarder.Dispose();
        _stopped.Dispose();
    }

    /// <summary>Queues and timers start nothing more; HTTP and events are still served, and what runs ends by itself.</summary>
    internal async Task DrainAsync()
    {
        if (!_isDrained)
        {
            _isDrained = true;
            await Task.WhenAll(_listeners.Select(listener => listener.StopAsync()));
        }
    }

    internal void Resume()
    {
        if (_isDrained)
        {
            _isDrained = false;
            _listeners.ForEach(listener => listener.Start());
        }
    }

    internal void Say(string line) => _tools.Log.OfHost(line);

    internal TimerListener? Timer(FunctionDefinition function) => _timers.Find(timer => timer.Function == function.Name);

    private async Task IdleAsync(TimeSpan longest)
    {
        using var enough = new CancellationTokenSource();
        await Task.WhenAny(Task.WhenAll(_tools.Running.Values), Task.Delay(longest, enough.Token));
        await enough.CancelAsync();
    }

    private async Task LoadAsync(WorkerChannel channel)
    {
        if (App.Functions.Count == 0)
        {
            App = App.With(channel, _settings);
            foreach (var function in App.Functions.Where(function => function.Error is not null))
            {
                Say($"Function 'Functions.{function.Name}' failed indexing and will be disabled: {function.Error}.");
            }
        }

        foreach (var function in App.Functions.Where(function => function.Error is null && channel.Functions.ContainsKey(function.Name)))
        {
            await channel.LoadAsync(function.Name, function.BindingInfos());
        }
    }

    private void AddListeners()
    {
        foreach (var function in App.TriggeredBy(HostBindings.QueueTrigger))
        {
            // As the deployment template does it: both queues are there before the first message.
            var queue = function.Trigger.Text("queueName")!;
            Queues.Create(queue);
            Queues.Create(queue + QueueListener.PoisonSuffix);
            _listeners.AddRange(
                _instances.Select(instance => new QueueListener(function, App.Host.Queues, new Invoker([instance], _tools), _tools))
            );
        }

        // A timer runs on one instance only: https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#scale-out
        var first = new Invoker([_instances[0]], _tools);
        _timers.AddRange(
            App.TriggeredBy(HostBindings.TimerTrigger)
                .Select(function => new TimerListener(function, Path.Combine(_cloud.Options.DataDirectory, "timers"), first, _cloud.Clock))
        );
        _listeners.AddRange(_timers);
    }

    private void Map(WebApplication server)
    {
        new HttpFunctions(App, Invoker, _forwarder, Keys).Map(server);
        new EventGridWebhook(App, Invoker, Keys).Map(server);
        new AdminRoutes(this, Keys).Map(server);
    }
}
