using Importer.Storage;

namespace Functions.Queue;

/// <summary>Asks the report store where a run goes on without it: a store that is away costs the record and no more.</summary>
internal sealed partial class StoreGuard(TimeProvider clock, ILogger<StoreGuard> logger)
{
    // Writing the end of a run down must still work when the run's own time is up.
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(15);

    /// <summary>What the store answers; nothing when it is away.</summary>
    public async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T>> ask)
    {
        using var within = new CancellationTokenSource(Within, clock);
        try
        {
            return await ask(within.Token);
        }
        catch (Exception exception)
            when (exception is DocumentStoreException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            LogUnrecorded(exception);
            return default;
        }
    }

    /// <summary>The same for what has no answer.</summary>
    public Task TryAsync(Func<CancellationToken, Task> ask) =>
        TryAsync(async token =>
        {
            await ask(token);
            return true;
        });

    [LoggerMessage(LogLevel.Error, "The report store is away: the record of a run could not be read or could not be written.")]
    private partial void LogUnrecorded(Exception exception);
}
