using Functions.Input;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Storage;

namespace Functions.Queue;

/// <summary>
/// Keeps what breaker events say, and has the account looked at: at once when its breakers were quiet, later when it was looked at just
/// now. The document is one an account, so that a storm over many accounts writes many small ones.
/// </summary>
internal sealed partial class BreakerLooks(
    BreakerRecords records,
    WaitingEvents waiting,
    ImportQueue queue,
    TimeProvider clock,
    ILogger<BreakerLooks> logger
)
{
    // Several instances may hear of one account at once.
    private const int Rounds = 8;

    // Event Grid waits for half a minute; the message must go out whatever the report store does.
    private static readonly TimeSpan StoreWithin = TimeSpan.FromSeconds(5);

    /// <summary>Takes an event of a member. When this returns, a look at its account that began after the event is certain.</summary>
    /// <exception cref="ImportQueueException">The queue did not take the request.</exception>
    public async Task TakeAsync(BreakerHeard heard, CancellationToken cancellationToken)
    {
        var account = ScopeValidator.AccountOf(ResourceId.Parse(heard.Deployment));
        ReconcileRequest? asked = null;
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                using var within = new CancellationTokenSource(StoreWithin, clock);
                var (breakers, etag) = await records.ReadAsync(account, within.Token);
                if (breakers.Knows(heard))
                {
                    return;
                }

                var now = clock.GetUtcNow();
                var (at, after) = breakers.With(heard).Look(now, ImportQueue.DelayAfter);

                // Asked before it is noted: a look that is noted and was never asked for would be waited for in vain.
                asked ??= at is { } moment ? await AskAsync(account, heard, moment, cancellationToken) : null;
                if (await records.WriteAsync(after, etag, within.Token))
                {
                    return;
                }
            }
        }
        catch (Exception fault) when (IsOfStore(fault))
        {
            LogUnnoted(heard.Backend, fault.Message);
        }

        if (asked is null)
        {
            await AskAsync(account, heard, clock.GetUtcNow(), cancellationToken);
        }
    }

    private async Task<ReconcileRequest> AskAsync(
        ResourceId account,
        BreakerHeard heard,
        DateTimeOffset moment,
        CancellationToken cancellationToken
    )
    {
        // The account and not the deployment, for which a run makes a test call: who is throttled is not helped by one.
        var request = new ReconcileRequest
        {
            RunId = RunId.Mint(clock),
            Reason = RunReason.Event,
            Scope = account,
            EventTime = heard.At,

            // Asked for at that moment, so that no run before it answers for what is heard until then.
            ReceivedAt = moment,
        };
        if (moment <= clock.GetUtcNow())
        {
            await NoteAsync(request);
        }

        await queue.EnqueueForAsync(request, moment, cancellationToken);
        LogAsked(request.RunId, account, moment, heard.Backend, heard.Opened ? "opened" : "closed");
        return request;
    }

    private async Task NoteAsync(ReconcileRequest request)
    {
        using var within = new CancellationTokenSource(StoreWithin, clock);
        try
        {
            await waiting.NoteAsync(request, within.Token);
        }
        catch (Exception fault) when (IsOfStore(fault))
        {
            LogUnnoted(request.RunId, fault.Message);
        }
    }

    private static bool IsOfStore(Exception fault) =>
        fault is DocumentStoreException or IOException or UnauthorizedAccessException or OperationCanceledException;

    [LoggerMessage(LogLevel.Information, "Run {RunId} will look at {Account} at {At:u}: the breaker of {Backend} {What}.")]
    private partial void LogAsked(string runId, ResourceId account, DateTimeOffset at, string backend, string what);

    [LoggerMessage(LogLevel.Warning, "What was heard of {Backend} could not be noted: {Reason}")]
    private partial void LogUnnoted(string backend, string reason);
}
