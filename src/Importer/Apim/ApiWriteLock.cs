using System.Collections.Concurrent;

namespace Importer.Apim;

/// <summary>
/// Lets one write at a time at an API, and lets an API settle after an import; names are compared without regard to case.
/// </summary>
internal sealed class ApiWriteLock(TimeProvider clock)
{
    // The service goes on holding an API for a moment after an import has reported success, and publishes no figure; a
    // write that comes too early costs a refusal and a longer wait: https://github.com/Azure/apiops/issues/497
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(350);

    private readonly ConcurrentDictionary<string, Api> _apis = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for the turn; disposing of the result ends it. No name, no waiting.</summary>
    public async Task<Turn> EnterAsync(string? name, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            return new Turn(null, clock);
        }

        var api = _apis.GetOrAdd(name, _ => new Api());
        await api.Gate.WaitAsync(cancellationToken);
        var turn = new Turn(api, clock);
        try
        {
            await SettleAsync(api, cancellationToken);
            return turn;
        }
        catch (OperationCanceledException)
        {
            turn.Dispose();
            throw;
        }
    }

    private async Task SettleAsync(Api api, CancellationToken cancellationToken)
    {
        if (api.Imported is { } ended && clock.GetElapsedTime(ended) is var passed && passed < Settle)
        {
            await Task.Delay(Settle - passed, clock, cancellationToken);
        }
    }

    /// <summary>The right to write to an API.</summary>
    internal sealed class Turn(Api? api, TimeProvider clock) : IDisposable
    {
        /// <summary>Whether the write is an import, after which the API needs a moment.</summary>
        public bool IsImport { get; set; }

        public void Dispose()
        {
            if (IsImport)
            {
                api?.Imported = clock.GetTimestamp();
            }

            api?.Gate.Release();
        }
    }

    /// <summary>What is remembered of an API.</summary>
    internal sealed class Api
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public long? Imported { get; set; }
    }
}
