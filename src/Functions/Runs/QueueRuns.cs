using Functions.Host;
using Functions.Messages;
using Importer;
using Importer.Reports;

namespace Functions.Runs;

/// <summary>The three ends of a queue message: refused as unreadable, covered by an earlier run, or run.</summary>
internal sealed class QueueRuns(Runner runner, PendingRequests pending, RecentRuns recent, TimeProvider clock)
{
    /// <summary>Records a message that cannot be read, and settles it: another delivery would read no better.</summary>
    public async Task<Answer> RefuseAsync(ImportMessageResult message)
    {
        var reasons = string.Join("; ", message.Faults.Select(fault => $"{fault.Field} {fault.Message}"));
        var request = new ReconcileRequest { RunId = message.RunId ?? RunId.Mint(clock), Reason = RunReason.Event };
        var run = Runner.Blank(request, clock.GetUtcNow()) with { Outcome = RunOutcome.Failed, Error = $"The message cannot be read and was dropped: {reasons}." };
        await runner.RecordAsync(run);
        return Answer.Done($"run {run.Id}: {run.Error}");
    }

    /// <summary>Settles a message with the run that already looked there after it was asked for; null when there is none.</summary>
    public async Task<RunReport?> CoverAsync(ReconcileRequest request)
    {
        if (recent.Covering(request) is not { } covering)
        {
            return null;
        }

        pending.Remove([request.RunId]);
        var readyAt = covering.Timing.ReadyAt;
        var run = Runner.Blank(request, clock.GetUtcNow()) with
        {
            Outcome = covering.Outcome,
            CoveredBy = covering.Id,
            Timing = new RunTiming
            {
                EventTime = request.EventTime,
                ReceivedAt = request.ReceivedAt,
                ReadyAt = readyAt,
                EventToReadyMs = (long?)(readyAt - request.EventTime)?.TotalMilliseconds,
            },
        };
        await runner.RecordAsync(run);
        return run;
    }

    /// <summary>Runs, for this request and for those of the same account that are known to wait behind it.</summary>
    public async Task<RunReport> RunAsync(ReconcileRequest request, Tries tries, CancellationToken cancellationToken)
    {
        var gathered = pending.Gather(request);
        var merged = PendingRequests.Merge(gathered);
        var run = await runner.RunAsync(merged, tries, cancellationToken);
        if (RecentRuns.IsGoodEnd(run))
        {
            string[] known = [.. gathered.Select(each => each.RunId)];
            recent.Add(merged, known, run);
            pending.Remove(known);
        }
        else if (!run.TryAgain)
        {
            pending.Remove([request.RunId]);
        }

        return run;
    }
}
