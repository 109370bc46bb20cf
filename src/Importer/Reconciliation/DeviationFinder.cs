using Importer.Configuration;
using Importer.Design;
using Importer.Gateway;
using Importer.Health;
using Importer.Planning;
using Importer.Telemetry;

namespace Importer.Reconciliation;

/// <summary>
/// Finds what differs from the design around deployments that do not work: their APIs with what hangs on them, the backends and named
/// values these use, the
/// roles on their accounts. Nothing else is read or compared, no account is discovered again, and no key is listed: one that was renewed
/// shows by the answer.
/// </summary>
internal sealed class DeviationFinder(IGateway gateway, ImporterSettings settings)
{
    /// <summary>What differs; nothing when the gateway cannot be read, for then the answers of the calls have to do.</summary>
    public async Task<IReadOnlyList<GatewayDeviation>> FindAsync(
        IReadOnlyList<ProbeTarget> sick,
        ProbeTargets everything,
        RoundContext context,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var wanted = everything.Around(sick);
            var state = await Tracing.StepAsync(
                "look around what does not work",
                () => gateway.ReadAsync(Query(wanted, context), cancellationToken)
            );
            return
            [
                .. Planner
                    .Compare(Input(wanted, state, context))
                    .Steps.Select(step => new GatewayDeviation(step.Key, step.Change, step.Differences)),
            ];
        }
        catch (GatewayUnreadableException)
        {
            return [];
        }
    }

    // Tags of APIs stand in no call's way, so they are neither read nor compared.
    private static GatewayQuery Query(IReadOnlyList<GatewayResource> wanted, RoundContext context) =>
        new()
        {
            Service = context.Input.Service,
            Apis = context.Apis,
            Wanted = wanted,
            IsInScope = _ => false,
            WithTags = false,
        };

    private PlanInput Input(IReadOnlyList<GatewayResource> wanted, GatewayState state, RoundContext context)
    {
        var owners = new OwnershipResolver(context.Input.Inventory, settings);
        return new()
        {
            Wanted = wanted,
            Found = state,
            OwnershipOf = owners.Of,
            IsSameOwner = owners.IsSameOwner,
            Kept = context.Design.Kept,
            Deletion = settings.Deletion,
            TakesNewDocuments = true,
            Undesigned = context.Design.Undesigned,
            Ignored = context.Design.Ignored,
        };
    }
}

/// <summary>What a round of test calls knows.</summary>
/// <param name="Input">What the design was made from.</param>
/// <param name="Design">The design.</param>
/// <param name="Apis">The APIs as they were listed, revisions included.</param>
internal sealed record RoundContext(DesignInput Input, GatewayDesign Design, IReadOnlyList<Observed> Apis);
