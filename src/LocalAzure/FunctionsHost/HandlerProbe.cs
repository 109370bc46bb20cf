namespace LocalAzure.FunctionsHost;

/// <summary>
/// Readiness: <c>GET /</c> every 25 ms until anything but a socket error comes back; a 404 counts.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/DefaultHttpWorkerService.cs (IsWorkerReady)
/// </summary>
internal sealed class HandlerProbe(int port, TimeSpan timeout) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>True when it answered in time; false when it did not, or exited before.</summary>
    public async Task<bool> WaitAsync(Task exited)
    {
        using var late = new CancellationTokenSource(timeout);
        try
        {
            while (!exited.IsCompleted)
            {
                if (await IsUpAsync(late.Token))
                {
                    return true;
                }

                await Task.WhenAny(exited, Task.Delay(Interval, late.Token));
                late.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            // Out of time.
        }

        return false;
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri("/", UriKind.Relative), cancellationToken);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
