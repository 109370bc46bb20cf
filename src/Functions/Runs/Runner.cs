using System.Diagnostics.CodeAnalysis;
using Functions.Input;
using Importer;
using Importer.Gateway;
using Importer.Reports;

namespace Functions.Runs;

/// <summary>Carries requests out and keeps their records: one when it begins, and each try's end.</summary>
internal sealed partial class Runner(Reconcile reconcile, RunRecords records, TimeProvider clock, ILogger<Runner> logger)
{
    // Writing the end of a run down must still work when the run's own time is up.
    private static readonly TimeSpan RecordWithin = TimeSpan.FromSeconds(15);

    /// <summary>Runs, whatever happens to the record; never throws for what goes wrong in the run.</summary>
    public async Task<RunReport> RunAsync(ReconcileRequest request, Tries tries, CancellationToken cancellationToken)
    {
        var startedAt = clock.GetUtcNow();
        var begun = Blank(request, startedAt) with { LastTry = tries.IsLast ? true : null };
        await TryRecordAsync(begun.Id, token => tries.Number > 1 ? records.BeginAgainAsync(begun, token) : records.BeginAsync(begun, token));
        var run = RunEnding.OnTry(await ReconcileAsync(request, startedAt, cancellationToken), tries);
        RunMeter.Count(run);
        await TryRecordAsync(run.Id, token => records.FinishAsync(run, token));
        LogEnding(run);
        return run;
    }

    /// <summary>Runs without a record, for plans: nothing is written anywhere. Never throws for what goes wrong in the run.</summary>
    public Task<RunReport> LookAsync(ReconcileRequest request, CancellationToken cancellationToken) =>
        ReconcileAsync(request with { Mode = RunMode.Plan }, clock.GetUtcNow(), cancellationToken);

    /// <summary>Writes down how a request ended that was not run. A store that is away costs the record and no more.</summary>
    public async Task RecordAsync(RunReport run)
    {
        var ended = run with { FinishedAt = run.FinishedAt ?? clock.GetUtcNow() };
        await TryRecordAsync(run.Id, token => records.FinishAsync(ended, token));
        LogEnding(ended);
    }

    /// <summary>The record of a request that nobody has worked on.</summary>
    public static RunReport Blank(ReconcileRequest request, DateTimeOffset startedAt) => new()
    {
        Id = request.RunId,
        Reason = request.Reason,
        Scope = request.Scope?.Value,
        Errand = request.Errand,
        Mode = request.Mode,
        StartedAt = startedAt,
        Timing = new RunTiming { EventTime = request.EventTime, ReceivedAt = request.ReceivedAt },
    };

    [SuppressMessage("Design", "CA1031", Justification = "Around one run: whatever goes wrong in it is recorded as its end, and tried again.")]
    private async Task<RunReport> ReconcileAsync(ReconcileRequest request, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        try
        {
            return await reconcile(request, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Failed(request, startedAt, $"Did not end within the time that a function has ({clock.GetUtcNow() - startedAt:hh\\:mm\\:ss}).", tryAgain: true);
        }
        catch (GatewayUnreadableException exception)
        {
            return Failed(request, startedAt, exception.Message, exception.MayPass);
        }
        catch (Exception exception)
        {
            LogBroke(exception, request.RunId);
            return Failed(request, startedAt, $"Unexpected: {exception.GetType().Name}; the log has the details under run {request.RunId}.", tryAgain: true);
        }
    }

    private RunReport Failed(ReconcileRequest request, DateTimeOffset startedAt, string error, bool tryAgain) =>
        Blank(request, startedAt) with { FinishedAt = clock.GetUtcNow(), Outcome = RunOutcome.Failed, Error = error, TryAgain = tryAgain };

    private async Task TryRecordAsync(string runId, Func<CancellationToken, Task> record)
    {
        using var within = new CancellationTokenSource(RecordWithin, clock);
        try
        {
            await record(within.Token);
        }
        catch (Exception exception) when (exception is ReportStoreException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            LogUnrecorded(exception, runId);
        }
    }

    private void LogEnding(RunReport run)
    {
        if (run.Error is { } error)
        {
            LogFault(run.Id, Asked(run), error);
        }
        else
        {
            LogEnded(run.Id, Asked(run), RunEnding.Line(run));
        }
    }

    // One word, because the workbook cuts lines at blanks.
    private static string Asked(RunReport run) =>
        run.Errand is { } errand ? $"{Words.Of(errand.Kind)}:{errand.Target.Replace(' ', '_')}" : run.Scope ?? "everything";

    [LoggerMessage(LogLevel.Information, "Run {RunId} over {Scope} {Ending}")]
    private partial void LogEnded(string runId, string scope, string ending);

    [LoggerMessage(LogLevel.Warning, "Run {RunId} over {Scope} was stopped: {Error}")]
    private partial void LogFault(string runId, string scope, string error);

    [LoggerMessage(LogLevel.Error, "Run {RunId} broke.")]
    private partial void LogBroke(Exception exception, string runId);

    [LoggerMessage(LogLevel.Error, "The record of run {RunId} could not be written.")]
    private partial void LogUnrecorded(Exception exception, string runId);
}
