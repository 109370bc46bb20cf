namespace LocalAzure.FunctionsHost;

/// <summary>Opens while the handler is up; invocations wait in front of it.</summary>
internal sealed class HandlerGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _open = New();

    public bool IsOpen => Waiting.IsCompletedSuccessfully;

    public Task Waiting
    {
        get
        {
            lock (_lock)
            {
                return _open.Task;
            }
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _open.TrySetResult();
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _open = _open.Task.IsCompleted ? New() : _open;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
