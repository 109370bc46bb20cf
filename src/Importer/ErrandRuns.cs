using Importer.Gateway;

namespace Importer;

/// <summary>Runs that detach or restore: observe, plan, apply, report. They ask no deployment what should be.</summary>
internal sealed class ErrandRuns(RunRooms rooms, ImporterSettings settings)
{
    // Somebody else wrote meanwhile: plan again from what is there now, but not for ever.
    private const int MaxPlans = 4;

    /// <summary>Does the errand of <paramref name="request"/>, and tells it to <paramref name="report"/>.</summary>
    public async Task<RunReportBuilder> RunAsync(ReconcileRequest request, RunReportBuilder report, CancellationToken cancellationToken)
    {
        for (var plans = 1; ; plans++)
        {
            var service = await rooms.Gateway.ReadServiceAsync(cancellationToken);
            if (!service.IsReady)
            {
                return report.Stopped($"API Management service {service.Id.Name} is {service.ProvisioningState}, not Succeeded; nothing is written until it is, the run is tried again", mayPass: request.Mode == RunMode.Apply);
            }

            var (plan, notes) = await PlanAsync(request.Errand!, service, cancellationToken);
            report.Found(plan, notes);
            if (request.Mode == RunMode.Plan || plan.Refusal is not null)
            {
                return report.Planned();
            }

            var results = await rooms.Applier.ApplyAsync(plan, (_, _) => Task.FromResult<WriteFailure?>(null), cancellationToken);
            if (plans < MaxPlans && results.Any(result => result.Failure == WriteFailureKind.Changed))
            {
                report.Keep(results);
                continue;
            }

            report.Applied(results);
            return report;
        }
    }

    private Task<ErrandPlan> PlanAsync(Errand errand, ServiceInfo service, CancellationToken cancellationToken) => errand.Kind == ErrandKind.Detach
        ? new Detaching(rooms, settings).PlanAsync(errand.Target, service, cancellationToken)
        : new Restoring(rooms, settings).PlanAsync(errand.Target, service, cancellationToken);
}
