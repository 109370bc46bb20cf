using System.Diagnostics.CodeAnalysis;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Keeps one worker running by the host's rules: it calls, is greeted, lists and loads its functions; one that exits is started
/// again unless it happens too often. (The host waits 10 s before it starts a failed worker anew; here it is done at once.)
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Rpc/RpcFunctionInvocationDispatcher.cs
/// </summary>
internal sealed class WorkerSupervisor(WorkerStarter starter, WorkerStart start, RpcServer server, HostLog log, TimeProvider clock)
    : IAsyncDisposable
{
    /// <summary>From the start of the process to its call.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    /// <summary>From the request to end until SIGKILL.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The exit code by which a worker asks for a restart that does not count.</summary>
    private const int RestartWanted = 200;

    private readonly WorkerErrors _errors = new(clock);
    private readonly WorkerGate _gate = new();
    private readonly TaskCompletionSource<HostStartException> _shutDown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _run = Task.CompletedTask;
    private Func<WorkerChannel, Task>? _load;

    [SuppressMessage("Usage", "CA2213", Justification = "The loop that starts a run disposes of it.")]
    private volatile Run? _current;

    private volatile bool _stopping;

    /// <summary>Completes, with the reason, when the host gives up.</summary>
    public Task<HostStartException> ShutDown => _shutDown.Task;

    public bool IsReady => _gate.IsOpen && !_shutDown.Task.IsCompleted;

    /// <summary>Starts the worker and waits until it has listed its functions and <paramref name="load"/> is done with it.</summary>
    /// <exception cref="HostStartException">It failed three times.</exception>
    public async Task StartAsync(Func<WorkerChannel, Task> load, CancellationToken cancellationToken)
    {
        _load = load;
        _run = RunAsync();
        var first = await Task.WhenAny(_gate.Waiting, _shutDown.Task, _run).WaitAsync(cancellationToken);
        if (_shutDown.Task.IsCompleted)
        {
            throw await _shutDown.Task;
        }

        // The loop ends by itself only with a fault, which must not be lost.
        await first;
    }

    /// <summary>The way to the worker, once it is up.</summary>
    /// <exception cref="InvocationFailedException">The host gave up.</exception>
    public async Task<WorkerChannel> ReadyAsync(CancellationToken cancellationToken)
    {
        var first = await Task.WhenAny(_gate.Waiting, _shutDown.Task).WaitAsync(cancellationToken);
        return first == _gate.Waiting || (_gate.Waiting.IsCompleted && !_shutDown.Task.IsCompleted)
            ? await _gate.Waiting
            : throw new InvocationFailedException((await _shutDown.Task).Message);
    }

    /// <summary>SIGKILL by the host itself: the worker is started again, and nothing is counted.</summary>
    public void Kill()
    {
        _gate.Close();
        _current?.KillByHost();
    }

    /// <summary>As after a function time-out: the worker is asked to end, killed after five seconds, and started again.</summary>
    public async Task ReplaceAsync()
    {
        _gate.Close();
        if (_current is { } run)
        {
            await run.TerminateAsync(TerminationTimeout);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        if (_current is { } run)
        {
            await run.TerminateAsync(TerminationTimeout);
        }

        await _run;
    }

    private async Task RunAsync()
    {
        while (!_stopping && !_shutDown.Task.IsCompleted)
        {
            try
            {
                await RunOnceAsync();
            }
            catch (HostStartException problem)
            {
                _shutDown.TrySetResult(problem);
            }
        }
    }

    private async Task RunOnceAsync()
    {
        log.NewStart();
        var fresh = start with { WorkerId = Guid.NewGuid().ToString() };
        var call = server.Expect(fresh.WorkerId, log);
        await using var run = new Run(starter(fresh));
        _current = run;
        if (_stopping)
        {
            run.KillByHost();
        }

        var isUp = await TryOpenAsync(run, call);
        if (!isUp)
        {
            run.Kill();
        }

        var code = await run.Exited;
        server.Forget(fresh.WorkerId);
        _gate.Close();
        run.Channel?.Fail(run.IsKilledByHost ? "The host killed the worker." : $"The worker exited with code {code}.");
        Judge(run, code, isUp);
    }

    private async Task<bool> TryOpenAsync(Run run, Task<WorkerChannel> call)
    {
        try
        {
            await Task.WhenAny(call, run.Exited, Task.Delay(CallTimeout));
            if (!call.IsCompleted)
            {
                log.OfHost(
                    run.Exited.IsCompleted
                        ? "The worker ended before it called."
                        : $"The worker did not call within {CallTimeout.TotalSeconds:0} s."
                );
                return false;
            }

            var channel = run.Channel = await call;
            // Whatever waits for the worker ends with it, also where its stream does not break at once.
            _ = run.Exited.ContinueWith(code => channel.Fail($"The worker exited with code {code.Result}."), TaskScheduler.Default);
            await channel.InitializeAsync(start.Description.Folder);
            await _load!(channel);
            log.Open();
            log.OfHost("Worker process started and initialized.");
            _gate.Open(channel);
            return true;
        }
        catch (InvocationFailedException problem)
        {
            log.OfHost(problem.Message);
            return false;
        }
    }

    // Nobody told it to end: code 0 is as bad as any other.
    private void Judge(Run run, int code, bool wasUp)
    {
        if (_stopping || run.IsKilledByHost || (wasUp && code == RestartWanted))
        {
            return;
        }

        log.OfHost(
            $"{start.Description.WorkerPath} exited with code {code}{(wasUp ? " while the host was running" : " before it was up")}."
        );
        if (!_errors.IsBearable())
        {
            _shutDown.TrySetResult(
                new HostStartException([
                    .. log.ErrorsOfThisStart,
                    $"{start.Description.WorkerPath}: the worker exited with code {code} for the third time; the host gives up (Exceeded language worker restart retry count for runtime:dotnet-isolated).",
                ])
            );
        }
    }

    /// <summary>One run of the worker, and whether it was the host that ended it.</summary>
    private sealed class Run(IWorkerProcess process) : IAsyncDisposable
    {
        public Task<int> Exited => process.Exited;

        public WorkerChannel? Channel { get; set; }

        public bool IsKilledByHost { get; private set; }

        public void KillByHost()
        {
            IsKilledByHost = true;
            process.Kill();
        }

        public void Kill() => process.Kill();

        public async Task TerminateAsync(TimeSpan patience)
        {
            IsKilledByHost = true;
            if (Channel is { } channel)
            {
                await channel.TerminateAsync();
                await Task.WhenAny(Exited, Task.Delay(patience));
            }

            process.Kill();
        }

        public ValueTask DisposeAsync() => process.DisposeAsync();
    }
}

/// <summary>Opens while the worker is up; invocations wait in front of it.</summary>
internal sealed class WorkerGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<WorkerChannel> _open = New();

    public bool IsOpen => Waiting.IsCompletedSuccessfully;

    public Task<WorkerChannel> Waiting
    {
        get
        {
            lock (_lock)
            {
                return _open.Task;
            }
        }
    }

    public void Open(WorkerChannel channel)
    {
        lock (_lock)
        {
            _open.TrySetResult(channel);
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _open = _open.Task.IsCompleted ? New() : _open;
        }
    }

    private static TaskCompletionSource<WorkerChannel> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Counts the worker's failures: the third within 30 minutes shuts the host down.</summary>
internal sealed class WorkerErrors(TimeProvider clock)
{
    private const int Limit = 3;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    private readonly Queue<DateTimeOffset> _moments = new();

    /// <summary>Counts one; false when it was one too many.</summary>
    public bool IsBearable()
    {
        var now = clock.GetUtcNow();
        _moments.Enqueue(now);
        while (now - _moments.Peek() > Window)
        {
            _moments.Dequeue();
        }

        return _moments.Count < Limit;
    }
}
