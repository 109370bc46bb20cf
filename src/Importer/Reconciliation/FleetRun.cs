using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Planning;
using Importer.Runs;

namespace Importer.Reconciliation;

/// <summary>
/// The part that fleets have in a run. Without a fleet in the settings, and none left in the gateway, it adds nothing and reads nothing.
/// </summary>
internal sealed class FleetRun(ImporterSettings settings, TimeProvider clock)
{
    // How long the backend of a member stays that left its pools. How soon every unit of a gateway has taken pools up is not published.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    /// <summary>The design with the roles that members of the accounts at hand need.</summary>
    public GatewayDesign WithAccess(GatewayDesign design, ReconcileRequest request, RunContext ground)
    {
        if (settings.Fleets.Count == 0 || request.ManualAction is not null)
        {
            return design;
        }

        var there = design.Resources.Select(resource => resource.Key).ToHashSet();
        var access = FleetDesigner
            .Design(Input(design, ground, []))
            .SelectMany(fleet => fleet.Access)
            .DistinctBy(resource => resource.Key)
            .Where(resource => !there.Contains(resource.Key));
        return design with { Resources = [.. design.Resources, .. access] };
    }

    /// <summary>
    /// What has to be read of the gateway before members are known: the APIs, fragments and links that the settings name.
    /// </summary>
    public IEnumerable<GatewayResource> Asked() =>
        settings.Fleets.SelectMany(fleet =>
            fleet
                .Compatibility.SelectMany(compatibility =>
                    Asked(fleet, FleetIds.Api(fleet.Name, compatibility == Compatibility.AzureOpenAIV1))
                )
                .Append(new PolicyFragment { Id = FleetIds.Fragment(fleet.Name), Xml = "<fragment />" })
        );

    /// <summary>True when an ownership tag is that of a fleet of this importer, in the settings or no longer.</summary>
    public bool IsInScope(OwnershipTag tag) => FleetClaims.IsOurs(tag, settings) || FleetClaims.IsLeft(tag, settings);

    /// <summary>The plan with the steps for fleets, and what people should know of them.</summary>
    public (Plan Plan, IReadOnlyList<SetAside> Told) Plan(
        Plan plan,
        GatewayDesign design,
        (ReconcileRequest Request, RunContext Ground) run,
        GatewayState state
    )
    {
        if (
            plan.Refusal is not null
            || run.Request.ManualAction is not null
            || (settings.Fleets.Count == 0 && !state.Resources.Values.Any(found => FleetClaims.IsLeft(found.OwnershipTag, settings)))
        )
        {
            return (plan, []);
        }

        var input = Input(
            design,
            run.Ground,
            [.. state.OfType<Backend>().Where(found => found.OwnershipTag?.Fleet is not null).Select(found => (Backend)found.Resource)]
        ) with
        {
            Pools =
            [
                .. state
                    .OfType<BackendPool>()
                    .Where(found => found.OwnershipTag?.Fleet is not null)
                    .Select(found => (BackendPool)found.Resource),
            ],
        };
        var designs = FleetDesigner.Design(input);
        var (barred, closed) = FleetPlanner.Obstacles(designs, state, plan.Blocked);
        designs = barred.Count == 0 && closed.Count == 0 ? designs : FleetDesigner.Design(input with { Barred = barred, Closed = closed });
        var fleets = FleetPlanner.Plan(
            new()
            {
                Designs = designs,
                Found = state,
                Settings = settings,
                Planned = plan.Steps.Select(step => step.Key).ToHashSet(),
                Deleted = plan
                    .Steps.Where(step => step is { Change: ChangeKind.Delete, Resource: Api })
                    .Select(step => step.Key)
                    .ToHashSet(),
                LeavesAt = clock.GetUtcNow() + Settling,
                Sweep = run.Request is { Reason: RunReason.Drift, Mode: RunMode.Apply } ? settings.Drift : null,
            }
        );
        return (
            plan with
            {
                Steps = [.. plan.Steps, .. fleets.Steps],
                Told = [.. plan.Told, .. fleets.Told],
                Findings = [.. plan.Findings, .. fleets.Findings],
                Unchanged = plan.Unchanged + fleets.Unchanged,
                Aliases = [.. designs.SelectMany(fleet => fleet.Aliases.Select(alias => Shown(fleet.Fleet, alias)))],
                Fleets = [.. settings.Fleets.Select(fleet => fleet.Name)],
            },
            [
                .. designs.SelectMany(fleet =>
                    fleet.Told.Concat(fleet.Notes.Select(Aside)).Select(aside => aside with { Fleet = fleet.Fleet.Name })
                ),
            ]
        );
    }

    private FleetInput Input(GatewayDesign design, RunContext ground, IReadOnlyList<Backend> found) =>
        new()
        {
            Inventory = ground.Inventory,
            Settings = settings,
            Service = ground.Service,
            Found = found,
            Prerequisites = design.Prerequisites,
            Ahead = design.Ahead,
            Apis = ground.All,
        };

    private static IEnumerable<GatewayResource> Asked(FleetSettings fleet, string api) =>
        [
            new Api
            {
                Id = api,
                DisplayName = "",
                Path = "",
            },
            .. fleet.Profile.Products.Select(product => new ProductLink { Product = product, Api = api }),
            .. fleet.Profile.Policies.TokenMetrics is null
                ? []
                : new[]
                {
                    new Diagnostic { Api = api, Logger = null },
                },
        ];

    private static PlannedAlias Shown(FleetSettings fleet, FleetAlias alias) =>
        new(
            fleet.Name,
            alias.Name,
            [
                .. alias.Members.Select(member => new PlannedMember(
                    member.Member.Deployment.Id,
                    member.Member.Facts.Sku,
                    member.Member.Facts.Region,
                    fleet.Tiers[member.Tier],
                    member.Priority,
                    member.Weight
                )
                {
                    Backend = member.Member.Backend,
                    Capacity = member.Member.Facts.Capacity,
                }),
            ]
        );

    private static SetAside Aside(FleetNote note) =>
        new(note.Subject, note.Reason, note.MayPass) { TellsItself = note.TellsItself, NeedsAction = note.NeedsAction };
}
