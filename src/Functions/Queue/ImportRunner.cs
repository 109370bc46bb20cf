using System.Diagnostics.CodeAnalysis;
using Functions.Input;
using Functions.Settings;
using Importer.Gateway;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Storage;

namespace Functions.Queue;

/// <summary>A message was not worked off: the host delivers it again, and after the last delivery moves it to the poison queue.</summary>
/// <param name="reason">A sentence for the host's log.</param>
internal sealed class MessageNotDoneException(string reason) : Exception(reason);

/// <summary>Runs what is asked and keeps the record: one when it begins, and each attempt's end.</summary>
internal sealed partial class ImportRunner(
    Func<ReconcileRequest, CancellationToken, Task<RunReport>> reconcile,
    RunRecords records,
    RecentRuns recent,
    WaitingEvents waiting,
    UnknownAccounts unknown,
    ImportQueue queue,
    ILeases leases,
    AppSettings app,
    TimeProvider clock,
    ILogger<ImportRunner> logger
)
{
    // Writing the end of a run down must still work when the run's own time is up.
    private static readonly TimeSpan RecordWithin = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Works a message off. Returning means done: the run ended, another run did its work, or the request is in the queue again.
    /// </summary>
    /// <param name="result">The message, as it was read.</param>
    /// <param name="delivery">Which delivery of the message this is, from 1; 0 when somebody calls the function by hand.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="MessageNotDoneException">It failed for good, or was tried for a day, or a later version must read it.</exception>
    public async Task WorkAsync(ImportMessageResult result, int delivery, CancellationToken cancellationToken)
    {
        if (result.Later is { } later)
        {
            if (await queue.PutBackAsync(later, cancellationToken))
            {
                return;
            }

            throw new MessageNotDoneException("The message was written by a later version of this app and is put back for it.");
        }

        if (result.Message is not { } message)
        {
            await RefuseAsync(result);
            return;
        }

        if (await IsGivenUpAsync(message.Request, delivery) is { } givenUp)
        {
            throw new MessageNotDoneException(givenUp);
        }

        var isNobodys = IsOfEvent(message.Request) && await unknown.IsNobodysAsync(message, delivery, cancellationToken);
        if (isNobodys && !unknown.IsToBeTold(message.Request.Scope!))
        {
            await ForgetAsync([message.Request]);
            LogNobodys(message.Request.RunId, message.Request.Scope!);
            return;
        }

        if (await IsCoveredAsync(message.Request))
        {
            return;
        }

        if (isNobodys || !IsOfEvent(message.Request) || delivery == 0)
        {
            await RunAsync(message, delivery, cancellationToken);
            return;
        }

        await TakeTurnAsync(message, delivery, cancellationToken);
    }

    // Of all instances one at a time works for an account: what comes meanwhile waits, and one more run then answers all of it.
    private async Task TakeTurnAsync(ImportMessage message, int delivery, CancellationToken cancellationToken)
    {
        var account = ScopeValidator.AccountOf(message.Request.Scope!);
        var asked = await TryAskStoreAsync(async token => new TurnAsked(
            await leases.TryAcquireAsync(TurnPatience.LeaseOf(account), $"runs over {account}", token)
        ));
        await using var lease = asked?.Lease;
        var now = clock.GetUtcNow();
        if (asked is { Lease: null } && TurnPatience.IsOver(message, now, app.FunctionTimeout))
        {
            LogGoesOn(message.Request.RunId, account, TurnPatience.LeaseOf(account));
            await RunAsync(message, delivery, cancellationToken, TurnPatience.Note(message, account, now));
        }
        else if (asked is { Lease: null })
        {
            await queue.PutBackAsync(message, cancellationToken);
            LogWaits(message.Request.RunId, account);
        }
        else if (lease is null || !await IsCoveredAsync(message.Request))
        {
            // Without a store nobody can be kept out here; creations are, and writes name what they saw.
            await RunAsync(message, delivery, cancellationToken);
        }
    }

    private async Task<bool> IsCoveredAsync(ReconcileRequest request)
    {
        if (await TryAskStoreAsync(token => recent.CoveringAsync(request, token)) is not { } covering)
        {
            return false;
        }

        await CoverAsync(request, covering);
        await ForgetAsync([request]);
        return true;
    }

    // What is forgotten too late costs a line in the list of the next run.
    private Task<bool> ForgetAsync(IReadOnlyList<ReconcileRequest> answered) =>
        TryAskStoreAsync(async token =>
        {
            await waiting.ForgetAsync(answered, token);
            return true;
        });

    /// <summary>Runs at once, without a message behind it, and keeps the record. Never throws for what goes wrong in the run.</summary>
    public async Task<RunReport> RunAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        await BeginAsync(request, isAgain: false, isLast: false);
        var run = await ReconcileAsync(request, cancellationToken);
        RunMeter.Count(run);
        await FinishAsync(run);
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

    // One message at a time: what waits behind it for the same account is looked at with it, and answered from the index when it comes.
    private async Task RunAsync(ImportMessage message, int delivery, CancellationToken cancellationToken, HeldLease? turn = null)
    {
        await BeginAsync(message.Request, isAgain: delivery > 1 || message.Attempt > 1, isLast: delivery >= app.MaxDequeueCount);
        var gathered = await GatherAsync(message.Request);
        var merged = Merge(gathered);
        var run = await ReconcileAsync(merged, cancellationToken);
        run = turn is null ? run : run with { Held = [turn, .. run.Held ?? []] };
        if (delivery > 0 && run.TryAgain)
        {
            // The run's own time may be up by now; the request must go back all the same.
            using var within = new CancellationTokenSource(RecordWithin, clock);
            run = run with { NextTryAt = await queue.EnqueueAgainAsync(message, within.Token) };
        }

        run = GiveUp(run, message, delivery);
        RunMeter.Count(run);
        await FinishAsync(run);
        if (RecentRuns.IsGoodEnd(run))
        {
            await TryAskStoreAsync(async token =>
            {
                await recent.AddAsync(merged, [.. gathered.Select(each => each.RunId)], run, token);
                await waiting.ForgetAsync(gathered, token);
                return run;
            });
        }
        else if (run.NextTryAt is null || run.Outcome != RunOutcome.Failed)
        {
            // Its message does not come again, or waits for what its neighbours need not wait for: no other run is to answer for it.
            await ForgetAsync([message.Request]);
        }

        await LookAgainAsync(merged, run, delivery);

        if (run.Poisoned == true)
        {
            throw new MessageNotDoneException($"run {run.Id}: {run.Error}");
        }
    }

    // Events only say where to look: those about one account are one question. Whoever asks more than that gets a run of their own.
    private async Task<IReadOnlyList<ReconcileRequest>> GatherAsync(ReconcileRequest request) =>
        IsOfEvent(request) ? [request, .. await TryAskStoreAsync(token => waiting.ListAsync(request, token)) ?? []] : [request];

    // What leaves later leaves without waiting for the next drift check. Where the queue does not take it, that one does it.
    private async Task LookAgainAsync(ReconcileRequest request, RunReport run, int delivery)
    {
        if (delivery == 0 || !RecentRuns.IsGoodEnd(run) || run.LookAgainAt is not { } at || !IsOfEvent(request) || at <= clock.GetUtcNow())
        {
            return;
        }

        // Asked for at that moment, so that no run before it answers, and the first one after it answers all.
        var again = request with
        {
            RunId = RunId.Mint(clock),
            EventTime = null,
            ReceivedAt = at,
            Prove = [],
        };
        using var within = new CancellationTokenSource(RecordWithin, clock);
        try
        {
            if (await queue.EnqueueForAsync(again, at + RecentRuns.Margin + RecentRuns.Margin, within.Token))
            {
                LogLooksAgain(again.RunId, again.Scope!, at);
            }
        }
        catch (Exception fault) when (fault is ImportQueueException or OperationCanceledException)
        {
            LogNotEnqueued(again.Scope!, at, fault.Message);
        }
    }

    private static ReconcileRequest Merge(IReadOnlyList<ReconcileRequest> requests)
    {
        var first = requests[0] with { KeysChanged = requests.Any(request => request.KeysChanged) };
        return requests.All(request => request.Scope == first.Scope)
            ? first
            : first with
            {
                Scope = ScopeValidator.AccountOf(first.Scope!),
                Prove = [.. requests.Select(request => request.Scope!).Where(ScopeValidator.IsDeployment).Distinct()],
            };
    }

    private static bool IsOfEvent(ReconcileRequest request) =>
        request is { Reason: RunReason.Event, Mode: RunMode.Apply, Insist: false, Scope: { } scope }
        && ScopeValidator.IsAccountOrDeployment(scope);

    // What is busy or has not come yet goes back into the queue; only when a day is over, or another attempt cannot help, is it given up.
    internal static RunReport GiveUp(RunReport run, ImportMessage message, int delivery)
    {
        if (delivery == 0 || run.NextTryAt is not null)
        {
            return run;
        }

        if (!IsFailure(run))
        {
            return run.TryAgain
                ? run with
                {
                    Error =
                        $"{Sentence(run.Error)}Still waiting after {message.Attempt} attempts; the next event or drift check looks again.",
                }
                : run;
        }

        if (run.TryAgain)
        {
            return run with
            {
                Poisoned = true,
                Error =
                    $"{Sentence(run.Error)}Gave up after {message.Attempt} attempts in a day; the message goes to {ImportQueue.Poison}.",
            };
        }

        return run.Outcome == RunOutcome.Failed
            ? run with
            {
                Poisoned = true,
                Error = $"{Sentence(run.Error)}Another attempt cannot help; the message goes to {ImportQueue.Poison}.",
            }
            : run;
    }

    private static bool IsFailure(RunReport run) =>
        run.Outcome == RunOutcome.Failed || run.Steps.Any(step => step.Outcome == StepOutcome.Failed);

    // The host delivers a message that was given up until its deliveries are used up; there is nothing more to run.
    private async Task<string?> IsGivenUpAsync(ReconcileRequest request, int delivery)
    {
        if (delivery <= 1)
        {
            return null;
        }

        var record = await TryAskStoreAsync(token => records.ReadAsync(request.RunId, token));
        return record is { Poisoned: true } ? $"run {record.Id} was given up: {record.Error}" : null;
    }

    private async Task RefuseAsync(ImportMessageResult message)
    {
        var reasons = string.Join("; ", message.Faults.Select(fault => $"{fault.Field} {fault.Message}"));
        var request = new ReconcileRequest { RunId = message.RunId ?? RunId.Mint(clock), Reason = RunReason.Event };
        await FinishAsync(
            Blank(request, clock.GetUtcNow()) with
            {
                FinishedAt = clock.GetUtcNow(),
                Outcome = RunOutcome.Failed,
                Error = $"The message cannot be read and was dropped: {reasons}.",
            }
        );
    }

    private Task CoverAsync(ReconcileRequest request, RunReport covering)
    {
        var readyAt = covering.Timing.ReadyAt;
        return FinishAsync(
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

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Round one run: whatever goes wrong in it is recorded as its end, and tried again."
    )]
    private async Task<RunReport> ReconcileAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        var startedAt = clock.GetUtcNow();
        try
        {
            return await reconcile(request, cancellationToken);
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

    private RunReport Failed(ReconcileRequest request, DateTimeOffset startedAt, string error, bool tryAgain) =>
        Blank(request, startedAt) with
        {
            FinishedAt = clock.GetUtcNow(),
            Outcome = RunOutcome.Failed,
            Error = error,
            TryAgain = tryAgain,
        };

    private Task<bool> BeginAsync(ReconcileRequest request, bool isAgain, bool isLast)
    {
        var begun = Blank(request, clock.GetUtcNow()) with { LastTry = isLast ? true : null };
        return TryAskStoreAsync(async token =>
        {
            await (isAgain ? records.BeginAgainAsync(begun, token) : records.BeginAsync(begun, token));
            return true;
        });
    }

    private async Task FinishAsync(RunReport run)
    {
        await TryAskStoreAsync(async token =>
        {
            await records.FinishAsync(run, token);
            return true;
        });
        if (run.Error is { } error)
        {
            LogFault(run.Id, Asked(run), error);
        }
        else
        {
            LogEnded(run.Id, Asked(run), Ending(run));
        }
    }

    // A store that is away costs the record and no more.
    private async Task<T?> TryAskStoreAsync<T>(Func<CancellationToken, Task<T>> ask)
    {
        using var within = new CancellationTokenSource(RecordWithin, clock);
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

    /// <summary>The end of a run in a few words.</summary>
    internal static string Ending(RunReport run)
    {
        var (create, update, delete, unchanged) = run.Counts;
        var outcome = run.Outcome is { } ended ? EnumNames.Of(ended) : "has not ended";
        return run.CoveredBy is { } covering
            ? $"was covered by run {covering}"
            : $"{outcome}: {create} created, {update} updated, {delete} deleted, {unchanged} unchanged";
    }

    // One word, because the workbook cuts lines at blanks.
    private static string Asked(RunReport run) =>
        run.ManualAction is { } action ? $"{EnumNames.Of(action.Kind)}:{action.Target.Replace(' ', '_')}" : run.Scope ?? "everything";

    private static string Sentence(string? error) => string.IsNullOrWhiteSpace(error) ? "" : $"{error.TrimEnd(' ', '.')}. ";

    // Null where the store is away.
    private sealed record TurnAsked(Lease? Lease);

    [LoggerMessage(LogLevel.Information, "Run {RunId} waits for its turn: another run over {Account} is under way.")]
    private partial void LogWaits(string runId, ResourceId account);

    [LoggerMessage(LogLevel.Information, "Run {RunId} is not made: the account of {Scope} is not there, and nothing was ever made for it.")]
    private partial void LogNobodys(string runId, ResourceId scope);

    [LoggerMessage(
        LogLevel.Warning,
        "Run {RunId} goes on without its turn: {Account} is kept by the lease {Lease} for longer than a run can last."
    )]
    private partial void LogGoesOn(string runId, ResourceId account, string lease);

    [LoggerMessage(LogLevel.Information, "Run {RunId} will look at {Scope} again at {At:u}, when something leaves.")]
    private partial void LogLooksAgain(string runId, ResourceId scope, DateTimeOffset at);

    [LoggerMessage(LogLevel.Warning, "{Scope} is looked at again by the first drift check after {At:u}, and not by a message: {Reason}")]
    private partial void LogNotEnqueued(ResourceId scope, DateTimeOffset at, string reason);

    [LoggerMessage(LogLevel.Information, "Run {RunId} over {Scope} {Ending}")]
    private partial void LogEnded(string runId, string scope, string ending);

    [LoggerMessage(LogLevel.Warning, "Run {RunId} over {Scope} was stopped: {Error}")]
    private partial void LogFault(string runId, string scope, string error);

    [LoggerMessage(LogLevel.Error, "Run {RunId} broke.")]
    private partial void LogBroke(Exception exception, string runId);

    [LoggerMessage(LogLevel.Error, "The report store is away: the record of a run could not be read or could not be written.")]
    private partial void LogUnrecorded(Exception exception);
}
