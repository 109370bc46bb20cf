using Functions.Host;
using Importer;
using Importer.Reports;

namespace Functions.Runs;

/// <summary>Runs that a caller waits for, and that go on when the caller's patience ends. A few at a time: the queue holds the rest.</summary>
internal sealed class BackgroundRuns(Runner runner, HostSettings host, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private const int Most = 4;

    private int _running;

    /// <summary>Starts a run, or gives null when there are enough.</summary>
    public Task<RunReport>? TryStart(ReconcileRequest request)
    {
        if (Interlocked.Increment(ref _running) <= Most)
        {
            return RunAsync(request);
        }

        Interlocked.Decrement(ref _running);
        return null;
    }

    private async Task<RunReport> RunAsync(ReconcileRequest request)
    {
        using var deadline = new CancellationTokenSource(host.LongDeadline, clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, lifetime.ApplicationStopping);
        try
        {
            return await runner.RunAsync(request, Tries.None, ends.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
