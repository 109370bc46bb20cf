using Importer.Gateway;
using Importer.Planning;
using Importer.Reports;
using Importer.Runs;

namespace Importer.Reconciliation;

/// <summary>Runs that detach or restore: observe, plan, apply, report. They ask no deployment what should be.</summary>
internal sealed class ActionRunner(IGateway gateway, PlanApplier applier, ApiDetacher detacher, ApiRestorer restorer)
{
    // Somebody else wrote meanwhile: plan again from what is there now, but not for ever.
    private const int MaxPlans = 4;

    /// <summary>Does the manual action of <paramref name="request"/>, and tells it to <paramref name="report"/>.</summary>
    public async Task<RunReportBuilder> RunAsync(ReconcileRequest request, RunReportBuilder report, CancellationToken cancellationToken)
    {
        for (var plans = 1; ; plans++)
        {
            var service = await gateway.ReadServiceAsync(cancellationToken);
            if (!service.IsReady)
            {
                return report.Stopped(
                    $"API Management service {service.Id.Name} is {service.ProvisioningState}, not Succeeded; nothing is written until it is, the run is tried again",
                    mayPass: request.Mode == RunMode.Apply
                );
            }

            var (planned, notes) = await PlanAsync(request.ManualAction!, service, cancellationToken);
            var plan = Agreement.Guard(planned, request.Agreed);
            report.Found(plan, notes);
            if (request.Mode == RunMode.Plan || plan.Refusal is not null)
            {
                return report.Planned();
            }

            var results = await applier.ApplyAsync(plan, (_, _) => Task.FromResult<WriteFailure?>(null), cancellationToken);
            if (plans < MaxPlans && results.Any(result => result.Failure == WriteFailureKind.Changed))
            {
                report.Keep(results);
                continue;
            }

            report.Applied(results);
            return report;
        }
    }

    private Task<ActionPlan> PlanAsync(ManualAction action, ServiceInfo service, CancellationToken cancellationToken) =>
        action.Kind == ManualActionKind.Detach
            ? detacher.PlanAsync(action.Target, service, cancellationToken)
            : restorer.PlanAsync(action.Target, service, cancellationToken);
}

/// <summary>What a manual action comes to: a plan, and what people should know beside it.</summary>
/// <param name="Plan">The plan; its refusal says why nothing is done.</param>
/// <param name="Notes">What is left as it is, and what a person has to do.</param>
internal sealed record ActionPlan(Plan Plan, IReadOnlyList<RunSetAside> Notes)
{
    /// <summary>A manual action that is not done, with the way out.</summary>
    public static ActionPlan Refused(string reason) =>
        new(
            new Plan
            {
                Steps = [],
                Unchanged = 0,
                Refusal = reason,
            },
            []
        );
}
