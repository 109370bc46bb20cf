using Functions.Events;
using Functions.Queue;
using Importer.Resources;
using Importer.Runs;
using Importer.Storage;
using Importer.Telemetry;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Triggers;

/// <summary>
/// Takes Event Grid's events, turns those that concern a deployment into "look again at this scope", and leaves the work to the queue.
/// It answers within a moment, and success even for what it cannot read: a failure would have Event Grid send the same again.
/// </summary>
internal sealed partial class DeploymentChanged(
    EventFilter filter,
    WaitingEvents waiting,
    ImportQueue queue,
    TimeProvider clock,
    ILogger<DeploymentChanged> logger
)
{
    // Event Grid waits for half a minute; the message must go out whatever the report store does.
    private static readonly TimeSpan NoteWithin = TimeSpan.FromSeconds(3);

    /// <summary>The function.</summary>
    /// <param name="event">One event in either schema, or an array of them, as text.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [Function(nameof(DeploymentChanged))]
    public async Task RunAsync([EventGridTrigger] string? @event, CancellationToken cancellationToken)
    {
        foreach (var judged in ArmEvent.ReadAll(@event).Select(filter.Judge))
        {
            Log(judged);
            EventMeter.Count(judged.LeftAlone is null, clock.GetUtcNow() - judged.Event.Time);
            foreach (var scope in judged.Scopes)
            {
                var request = RequestFor(scope, judged);
                await NoteAsync(request);
                await queue.EnqueueAsync(request, cancellationToken);
                LogEnqueued(request.RunId, scope);
            }
        }
    }

    private async Task NoteAsync(ReconcileRequest request)
    {
        using var within = new CancellationTokenSource(NoteWithin, clock);
        try
        {
            await waiting.NoteAsync(request, within.Token);
        }
        catch (Exception fault)
            when (fault is DocumentStoreException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            LogUnnoted(request.RunId, fault.Message);
        }
    }

    private ReconcileRequest RequestFor(ResourceId scope, FilteredEvent judged) =>
        new()
        {
            RunId = RunId.Mint(clock),
            Reason = RunReason.Event,
            Scope = scope,
            EventTime = judged.Event.Time,
            KeysChanged = judged.KeysChanged,
            ReceivedAt = clock.GetUtcNow(),
        };

    private void Log(FilteredEvent judged)
    {
        if (judged.LeftAlone is { } reason)
        {
            LogLeftAlone(judged.Event, reason);
        }
        else
        {
            LogTaken(judged.Event);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Run {RunId} is not known to other runs of its account and gets one of its own: {Reason}")]
    private partial void LogUnnoted(string runId, string reason);

    [LoggerMessage(LogLevel.Information, "{Event}: taken.")]
    private partial void LogTaken(ArmEvent @event);

    [LoggerMessage(LogLevel.Information, "{Event}: left alone, {Reason}.")]
    private partial void LogLeftAlone(ArmEvent @event, string reason);

    [LoggerMessage(LogLevel.Information, "Run {RunId} will look at {Scope}.")]
    private partial void LogEnqueued(string runId, ResourceId scope);
}
