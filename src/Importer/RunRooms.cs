using Importer.Applying;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Reports;

namespace Importer;

/// <summary>What a run goes through: the ports and the doers, one for each verb.</summary>
/// <param name="Source">Where deployments are read from.</param>
/// <param name="Gateway">The API Management service.</param>
/// <param name="Applier">Carries plans out.</param>
/// <param name="Caller">Makes test calls within the budget.</param>
/// <param name="Specifications">Reads given specifications.</param>
/// <param name="Store">Keeps what is withdrawn.</param>
public sealed record RunRooms(
    IDeploymentSource Source, IGateway Gateway, PlanApplier Applier, TestCaller Caller, Specifications Specifications, IReportStore Store)
{
    internal Withdrawal Withdrawal(ImporterSettings settings, ReconcileRequest request, GatewayState state, DateTimeOffset startedAt) =>
        new(this, settings, request, state) { StartedAt = startedAt };
}
