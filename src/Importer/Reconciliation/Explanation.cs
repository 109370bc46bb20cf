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
internal sealed class Explanation(RunDependencies rooms, ImporterSettings settings, RoundGround ground)
{
    /// <summary>What differs; nothing when the gateway cannot be read, for then the answers of the calls have to do.</summary>
    public async Task<IReadOnlyList<GatewayDeviation>> FindAsync(
        IReadOnlyList<ProbeTarget> sick,
        ProbeTargets everything,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var wanted = everything.Around(sick);
            var state = await Tracing.StepAsync(
                "look around what does not work",
                () => rooms.Gateway.ReadAsync(Query(wanted), cancellationToken)
            );
            return
            [
                .. Planner
                    .Compare(Input(wanted, state))
                    .Steps.Select(step => new GatewayDeviation(step.Key, step.Change, step.Differences)),
            ];
        }
        catch (GatewayUnreadableException)
        {
            return [];
        }
    }

    // Tags of APIs stand in no call's way, so they are neither read nor compared.
    private GatewayQuery Query(IReadOnlyList<GatewayResource> wanted) =>
        new()
        {
            Service = ground.Input.Service,
            Apis = ground.Apis,
            Wanted = wanted,
            IsInScope = _ => false,
            WithTags = false,
        };

    private PlanInput Input(IReadOnlyList<GatewayResource> wanted, GatewayState state)
    {
        var claims = new OwnershipResolver(ground.Input.Inventory, settings);
        return new()
        {
            Wanted = wanted,
            Found = state,
            ClaimOf = claims.Of,
            IsSameOwner = claims.IsSameOwner,
            Kept = ground.Design.Kept,
            Deletion = settings.Deletion,
            TakesNewDocuments = true,
            Undesigned = ground.Design.Undesigned,
            Ignored = ground.Design.Ignored,
        };
    }
}

/// <summary>What a round stands on.</summary>
/// <param name="Input">What the design was made from.</param>
/// <param name="Design">The design.</param>
/// <param name="Apis">The APIs as they were listed, revisions included.</param>
internal sealed record RoundGround(DesignInput Input, GatewayDesign Design, IReadOnlyList<Observed> Apis);
