using Functions.Settings;
using Importer.Gateway;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;

namespace Functions.Queue;

/// <summary>A message was not worked off: the host delivers it again, and after the last delivery moves it to the poison queue.</summary>
/// <param name="reason">A sentence for the host's log.</param>
internal sealed class MessageNotDoneException(string reason) : Exception(reason);

/// <summary>
/// Takes the messages of the queue: one message, one run, unless another run has answered it or is under way; what is not done goes back
/// into the queue, or is given up.
/// </summary>
internal sealed partial class ImportWorker(
    ImportRunner runner,
    EventCoalescer events,
    AccountTurns turns,
    ImportQueue queue,
    AppSettings app,
    TimeProvider clock,
    ILogger<ImportWorker> logger
)
{
    // The run's own time may be up by then; the request must go back all the same.
    private static readonly TimeSpan EnqueueWithin = TimeSpan.FromSeconds(15);

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
            await runner.RefuseAsync(result);
            return;
        }

        // The host delivers a message that was given up until its deliveries are used up; there is nothing more to run.
        if (delivery > 1 && await runner.GivenUpAsync(message.Request) is { } givenUp)
        {
            throw new MessageNotDoneException($"run {givenUp.Id} was given up: {givenUp.Error}");
        }

        var isNobodys = await events.IsNobodysAsync(message, delivery, cancellationToken);
        if (isNobodys && !events.IsToBeTold(message.Request.Scope!))
        {
            await events.ForgetAsync(message.Request);
            LogNobodys(message.Request.RunId, message.Request.Scope!);
            return;
        }

        if (await IsCoveredAsync(message.Request))
        {
            return;
        }

        if (isNobodys || !EventCoalescer.IsOfEvent(message.Request) || delivery == 0)
        {
            await RunAsync(message, delivery, cancellationToken);
            return;
        }

        await TakeTurnAsync(message, delivery, cancellationToken);
    }

    private async Task TakeTurnAsync(ImportMessage message, int delivery, CancellationToken cancellationToken)
    {
        await using var turn = await turns.TakeAsync(message);
        if (turn.Overdue is { } overdue)
        {
            LogGoesOn(message.Request.RunId, turn.Account, overdue.Lease);
            await RunAsync(message, delivery, cancellationToken, overdue);
        }
        else if (turn.IsOthers)
        {
            await queue.PutBackAsync(message, cancellationToken);
            LogWaits(message.Request.RunId, turn.Account);
        }
        else if (!turn.IsTaken || !await IsCoveredAsync(message.Request))
        {
            await RunAsync(message, delivery, cancellationToken);
        }
    }

    private async Task<bool> IsCoveredAsync(ReconcileRequest request)
    {
        if (await events.CoveringAsync(request) is not { } covering)
        {
            return false;
        }

        await runner.CoverAsync(request, covering);
        await events.ForgetAsync(request);
        return true;
    }

    // One message at a time: what waits behind it for the same account is looked at with it, and answered from the index when it comes.
    private async Task RunAsync(ImportMessage message, int delivery, CancellationToken cancellationToken, HeldLease? overdue = null)
    {
        await runner.BeginAsync(message.Request, isAgain: delivery > 1 || message.Attempt > 1, isLast: delivery >= app.MaxDequeueCount);
        var requests = await events.GatherAsync(message.Request);
        var run = await runner.ReconcileAsync(requests.Merged, cancellationToken);
        run = overdue is null ? run : run with { Held = [overdue, .. run.Held ?? []] };
        if (delivery > 0 && run.TryAgain)
        {
            using var within = new CancellationTokenSource(EnqueueWithin, clock);
            run = run with { NextTryAt = await queue.EnqueueAgainAsync(message, within.Token) };
        }

        run = GiveUp(run, message, delivery);
        await runner.EndAsync(run);
        if (RecentRuns.IsGoodEnd(run))
        {
            await events.AnsweredAsync(requests, run);
        }
        else if (run.NextTryAt is null || run.Outcome != RunOutcome.Failed)
        {
            // Its message does not come again, or waits for what its neighbours need not wait for: no other run is to answer for it.
            await events.ForgetAsync(message.Request);
        }

        await LookAgainAsync(requests.Merged, run, delivery);
        if (run.Poisoned == true)
        {
            throw new MessageNotDoneException($"run {run.Id}: {run.Error}");
        }
    }

    // What leaves later leaves without waiting for the next drift check. Where the queue does not take it, that one does it.
    private async Task LookAgainAsync(ReconcileRequest request, RunReport run, int delivery)
    {
        if (
            delivery == 0
            || !RecentRuns.IsGoodEnd(run)
            || run.LookAgainAt is not { } at
            || !EventCoalescer.IsOfEvent(request)
            || at <= clock.GetUtcNow()
        )
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
        using var within = new CancellationTokenSource(EnqueueWithin, clock);
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

    private static string Sentence(string? error) => string.IsNullOrWhiteSpace(error) ? "" : $"{error.TrimEnd(' ', '.')}. ";

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
}
