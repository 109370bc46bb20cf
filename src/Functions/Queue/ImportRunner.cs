using System.Diagnostics.CodeAnalysis;
using Functions.Input;
using Importer.Gateway;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Runs;

namespace Functions.Queue;

/// <summary>Runs what is asked and keeps the record: one when it begins, and each attempt's end.</summary>
internal sealed partial class ImportRunner(
    IReconciler reconciler,
    RunRecords records,
    StoreGuard store,
    TimeProvider clock,
    ILogger<ImportRunner> logger
)
{
    /// <summary>Runs at once, without a message behind it, and keeps the record. Never throws for what goes wrong in the run.</summary>
    public async Task<RunReport> RunAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        await BeginAsync(request, isAgain: false, isLast: false);
        var run = await ReconcileAsync(request, cancellationToken);
        await EndAsync(run);
        return run;
    }

    /// <summary>Plans without a record: nothing is written anywhere. Never throws for what goes wrong in the run.</summary>
    public Task<RunReport> PlanAsync(ReconcileRequest request, CancellationToken cancellationToken) =>
        ReconcileAsync(request with { Mode = RunMode.Plan }, cancellationToken);

    /// <summary>The record of a request that nobody has worked on.</summary>
    public static RunReport Blank(ReconcileRequest request, DateTimeOffset startedAt) =>
        new()
        {
            Id = request.RunId,
            Reason = request.Reason,
            Scope = request.Scope?.Value,
            ManualAction = request.ManualAction,
            Mode = request.Mode,
            StartedAt = startedAt,
            Timing = new RunTiming { EventTime = request.EventTime, ReceivedAt = request.ReceivedAt },
        };

    /// <summary>Records that a run begins.</summary>
    /// <param name="request">What it is asked.</param>
    /// <param name="isAgain">True when an attempt before this one may have left a record.</param>
    /// <param name="isLast">True when the host delivers the message no more.</param>
    public Task BeginAsync(ReconcileRequest request, bool isAgain, bool isLast)
    {
        var begun = Blank(request, clock.GetUtcNow()) with { LastTry = isLast ? true : null };
        return store.TryAsync(token => isAgain ? records.BeginAgainAsync(begun, token) : records.BeginAsync(begun, token));
    }

    /// <summary>The run itself. Never throws for what goes wrong in it.</summary>
    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Round one run: whatever goes wrong in it is recorded as its end, and tried again."
    )]
    public async Task<RunReport> ReconcileAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        var startedAt = clock.GetUtcNow();
        try
        {
            return await reconciler.RunAsync(request, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Failed(
                request,
                startedAt,
                $"Did not end within the time that a function has ({clock.GetUtcNow() - startedAt:hh\\:mm\\:ss}).",
                tryAgain: true
            );
        }
        catch (GatewayUnreadableException exception)
        {
            return Failed(request, startedAt, exception.Message, exception.MayPass);
        }
        catch (Exception exception)
        {
            LogBroke(exception, request.RunId);
            return Failed(
                request,
                startedAt,
                $"Unexpected: {exception.GetType().Name}; the log has the details under run {request.RunId}.",
                tryAgain: true
            );
        }
    }

    /// <summary>Counts and records the end of a run.</summary>
    public Task EndAsync(RunReport run)
    {
        RunMeter.Count(run);
        return RecordAsync(run);
    }

    /// <summary>Records that another run did the work of a request.</summary>
    public Task CoverAsync(ReconcileRequest request, RunReport covering)
    {
        var readyAt = covering.Timing.ReadyAt;
        return RecordAsync(
            Blank(request, clock.GetUtcNow()) with
            {
                FinishedAt = clock.GetUtcNow(),
                Outcome = covering.Outcome,
                CoveredBy = covering.Id,
                Timing = new RunTiming
                {
                    EventTime = request.EventTime,
                    ReceivedAt = request.ReceivedAt,
                    ReadyAt = readyAt,
                    EventToReadyMs = (long?)(readyAt - request.EventTime)?.TotalMilliseconds,
                },
            }
        );
    }

    /// <summary>Records that a message cannot be read.</summary>
    public Task RefuseAsync(ImportMessageResult message)
    {
        var reasons = string.Join("; ", message.Faults.Select(fault => $"{fault.Field} {fault.Message}"));
        var request = new ReconcileRequest { RunId = message.RunId ?? RunId.Mint(clock), Reason = RunReason.Event };
        return RecordAsync(Failed(request, clock.GetUtcNow(), $"The message cannot be read and was dropped: {reasons}.", tryAgain: false));
    }

    /// <summary>The record of a request that was given up; null when it was not.</summary>
    public async Task<RunReport?> GivenUpAsync(ReconcileRequest request) =>
        await store.TryAsync(token => records.ReadAsync(request.RunId, token)) is { Poisoned: true } record ? record : null;

    /// <summary>The end of a run in a few words.</summary>
    internal static string Ending(RunReport run)
    {
        var (create, update, delete, unchanged) = run.Counts;
        var outcome = run.Outcome is { } ended ? EnumNames.Of(ended) : "has not ended";
        return run.CoveredBy is { } covering
            ? $"was covered by run {covering}"
            : $"{outcome}: {create} created, {update} updated, {delete} deleted, {unchanged} unchanged";
    }

    private RunReport Failed(ReconcileRequest request, DateTimeOffset startedAt, string error, bool tryAgain) =>
        Blank(request, startedAt) with
        {
            FinishedAt = clock.GetUtcNow(),
            Outcome = RunOutcome.Failed,
            Error = error,
            TryAgain = tryAgain,
        };

    private async Task RecordAsync(RunReport run)
    {
        await store.TryAsync(token => records.FinishAsync(run, token));
        if (run.Error is { } error)
        {
            LogFault(run.Id, Asked(run), error);
        }
        else
        {
            LogEnded(run.Id, Asked(run), Ending(run));
        }
    }

    // One word, because the workbook cuts lines at blanks.
    private static string Asked(RunReport run) =>
        run.ManualAction is { } action ? $"{EnumNames.Of(action.Kind)}:{action.Target.Replace(' ', '_')}" : run.Scope ?? "everything";

    [LoggerMessage(LogLevel.Information, "Run {RunId} over {Scope} {Ending}")]
    private partial void LogEnded(string runId, string scope, string ending);

    [LoggerMessage(LogLevel.Warning, "Run {RunId} over {Scope} was stopped: {Error}")]
    private partial void LogFault(string runId, string scope, string error);

    [LoggerMessage(LogLevel.Error, "Run {RunId} broke.")]
    private partial void LogBroke(Exception exception, string runId);
}
