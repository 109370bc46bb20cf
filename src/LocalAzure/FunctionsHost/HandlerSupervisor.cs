using System.Diagnostics.CodeAnalysis;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Keeps one handler running by the host's rules: ready is who answers <c>GET /</c>, who exits is started again
/// unless it happens too often, and who exits with 0 stays dead.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/HttpFunctionInvocationDispatcher.cs
/// </summary>
internal sealed class HandlerSupervisor(HandlerStarter starter, HandlerStart start, HostLog log, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>The exit code by which a handler asks for a restart that does not count.</summary>
    private const int RestartWanted = 200;

    private readonly HandlerErrors _errors = new(clock);
    private readonly HandlerGate _gate = new();
    private readonly HandlerProbe _probe = new(start.Port, start.InitializationTimeout);
    private readonly TaskCompletionSource<HostStartException> _shutDown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _run = Task.CompletedTask;

    [SuppressMessage("Usage", "CA2213", Justification = "The loop that starts a run disposes of it.")]
    private volatile HandlerRun? _current;

    private volatile bool _stopping;

    /// <summary>Completes, with the reason, when the host gives up.</summary>
    public Task<HostStartException> ShutDown => _shutDown.Task;

    public bool IsReady => _gate.IsOpen && !_shutDown.Task.IsCompleted;

    /// <summary>Starts the handler and waits for its first answer.</summary>
    /// <exception cref="HostStartException">It exited or stayed silent three times.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _run = RunAsync();
        var first = await Task.WhenAny(_gate.Waiting, _shutDown.Task).WaitAsync(cancellationToken);
        if (first == _shutDown.Task)
        {
            throw await _shutDown.Task;
        }
    }

    /// <summary>Waits until the handler is up, for (3 + 1) start times at most; then the host shuts down.</summary>
    /// <exception cref="InvocationFailedException">It did not come up.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(_gate.Waiting, _shutDown.Task).WaitAsync(start.InitializationTimeout * 4, cancellationToken);
        }
        catch (TimeoutException)
        {
            GiveUp("Initialization timed out and host is shutting down.");
        }

        if (_shutDown.Task.IsCompleted)
        {
            throw new InvocationFailedException((await _shutDown.Task).Message);
        }
    }

    /// <summary>SIGKILL by the host itself: the handler is started again, and nothing is counted.</summary>
    public void Kill()
    {
        _gate.Close();
        _current?.KillByHost();
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _current?.KillByHost();
        await _run;
        _probe.Dispose();
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
        await using var run = new HandlerRun(starter(Fresh()));
        _current = run;
        if (_stopping)
        {
            run.KillByHost();
        }

        var isUp = await _probe.WaitAsync(run.Exited);
        if (isUp)
        {
            log.Open();
            log.OfHost("Worker process started and initialized.");
            _gate.Open();
        }
        else if (!run.Exited.IsCompleted)
        {
            log.OfHost("Initializing HttpWorker timed out.");
            run.Kill();
        }

        var code = await run.Exited;
        if (isUp && code == 0 && !run.IsKilledByHost)
        {
            // The host takes 0 for an orderly end and does nothing: every later invocation fails to connect.
            // https://github.com/Azure/azure-functions-host/issues/11500
            log.OfHost("The handler exited with code 0; the host does not start it again.");
            await run.KilledByHost;
        }

        _gate.Close();
        Judge(run, code, isUp);
    }

    private void Judge(HandlerRun run, int code, bool wasUp)
    {
        if (_stopping || run.IsKilledByHost || (wasUp && code == RestartWanted))
        {
            return;
        }

        log.OfHost($"{start.Description.Executable} exited with code {code}.");
        if (!_errors.IsBearable())
        {
            GiveUp("Exceeded http worker restart retry count. Shutting down Functions Host.");
        }
    }

    private void GiveUp(string reason) =>
        _shutDown.TrySetResult(new HostStartException([.. log.ErrorsOfThisStart, reason]));

    // A new worker id at each start, under the old name and the new.
    private HandlerStart Fresh()
    {
        var id = Guid.NewGuid().ToString();
        return start with
        {
            Environment = new Dictionary<string, string>(start.Environment)
            {
                ["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = id,
                ["FUNCTIONS_HTTPWORKER_ID"] = id,
            },
        };
    }
}
