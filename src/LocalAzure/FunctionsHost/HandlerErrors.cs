namespace LocalAzure.FunctionsHost;

/// <summary>
/// Counts the handler's errors: the third within 30 minutes shuts the host down.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/HttpFunctionInvocationDispatcher.cs
/// </summary>
internal sealed class HandlerErrors(TimeProvider clock)
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
