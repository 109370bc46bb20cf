namespace LocalAzure.FunctionsHost;

/// <summary>One run of the handler, and whether it was the host that ended it.</summary>
internal sealed class HandlerRun(IHandlerProcess process) : IAsyncDisposable
{
    private readonly TaskCompletionSource _killedByHost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<int> Exited => process.Exited;

    /// <summary>Completes when the host ends this run.</summary>
    public Task KilledByHost => _killedByHost.Task;

    public bool IsKilledByHost => _killedByHost.Task.IsCompleted;

    public void KillByHost()
    {
        _killedByHost.TrySetResult();
        process.Kill();
    }

    public void Kill() => process.Kill();

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
