using Functions.Http;
using Functions.Input;
using Functions.Queue;
using Importer.Deployments;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Triggers;

/// <summary>
/// <c>POST /api/import</c>: a person asks to look again. Always through the queue; who waits is answered from the run's record.
/// </summary>
internal sealed class Reimport(
    ImportRequestReader reader,
    ImportQueue queue,
    ImportRunner runner,
    RunRecords records,
    IDeploymentSource source,
    TimeProvider clock
)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    /// <summary>The function.</summary>
    [Function(nameof(Reimport))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "import")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var asked = reader.Read(await HttpInput.ReadAsync(request, cancellationToken));
        if (asked.Faults.Count > 0)
        {
            return HttpAnswers.BadInput(asked.Faults);
        }

        if (await NotThereAsync(asked.Request, cancellationToken) is { } notThere)
        {
            return notThere;
        }

        await EnqueueAsync(asked.Request, cancellationToken);
        return asked.Wait is { } wait && await EndAsync(asked.Request.RunId, wait, cancellationToken) is { } run
            ? HttpAnswers.Unsuccessful(run, asked.Request.Scope) ?? HttpAnswers.Of(run, ReportJson.Readable.RunReport)
            : HttpAnswers.Accepted(asked.Request.RunId);
    }

    private async Task<IActionResult?> NotThereAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        if (!await reader.HasSnapshotAsync(request, cancellationToken))
        {
            var run = request.ManualAction!.Target;
            return HttpAnswers.Error(
                StatusCodes.Status404NotFound,
                "NothingToRestore",
                $"Run {run} saved nothing: it is not known here, or it withdrew nothing. GET /api/runs lists the runs; those whose steps delete an API can be restored."
            );
        }

        return request.Scope is { } scope && await IsMissingAsync(scope, cancellationToken) ? HttpAnswers.NoSuchScope(scope) : null;
    }

    // An account that was deleted may have left APIs behind, which an import withdraws: only what left nothing is "not there".
    private async Task<bool> IsMissingAsync(ResourceId scope, CancellationToken cancellationToken)
    {
        if (!await MayBeMissingAsync(scope, cancellationToken))
        {
            return false;
        }

        var plan = new ReconcileRequest
        {
            RunId = RunId.Mint(clock),
            Reason = RunReason.Manual,
            Scope = scope,
            Mode = RunMode.Plan,
        };
        return HttpAnswers.IsMissing(await runner.PlanAsync(plan, cancellationToken), scope);
    }

    private async Task<bool> MayBeMissingAsync(ResourceId scope, CancellationToken cancellationToken)
    {
        if (!ScopeValidator.IsAccountOrDeployment(scope))
        {
            return (await source.ListAccountsAsync([scope], cancellationToken)).Missing.Contains(scope);
        }

        var account = ScopeValidator.AccountOf(scope);
        var inventory = await source.ReadAsync([account], cancellationToken);
        return inventory.Missing.Contains(account)
            || (
                ScopeValidator.IsDeployment(scope)
                && inventory.Accounts.FirstOrDefault(found => found.Account.Id == account) is { } there
                && !there.Deployments.Any(deployment => deployment.Id == scope)
            );
    }

    // The record comes first: who is answered 202 finds it.
    private async Task EnqueueAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        var record = ImportRunner.Blank(request, clock.GetUtcNow());
        await records.BeginAsync(record, cancellationToken);
        try
        {
            await queue.EnqueueAsync(request, cancellationToken);
        }
        catch (ImportQueueException fault)
        {
            await records.FinishAsync(
                record with
                {
                    FinishedAt = clock.GetUtcNow(),
                    Outcome = RunOutcome.Failed,
                    Error = fault.Message,
                },
                CancellationToken.None
            );
            throw;
        }
    }

    private async Task<RunReport?> EndAsync(string runId, TimeSpan wait, CancellationToken cancellationToken)
    {
        for (var until = clock.GetUtcNow() + wait; clock.GetUtcNow() < until; await Task.Delay(LookAgain, clock, cancellationToken))
        {
            if (await records.ReadAsync(runId, cancellationToken) is { Outcome: not null } run)
            {
                return run;
            }
        }

        return null;
    }
}
