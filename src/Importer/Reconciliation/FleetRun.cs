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
    public GatewayDesign WithAccess(GatewayDesign design, ReconcileRequest request, RunContext context)
    {
        if (settings.Fleets.Count == 0 || request.ManualAction is not null)
        {
            return design;
        }

        var there = design.Resources.Select(resource => resource.Key).ToHashSet();
        var access = FleetDesigner
            .Design(Input(design, context, []))
            .SelectMany(fleet => fleet.Access)
            .DistinctBy(resource => resource.Key)
            .Where(resource => !there.Contains(resource.Key));
        return design with { Resources = [.. design.Resources, .. access] };
    }

    /// <summary>
    /// What has to be read of the gateway before members are known: the APIs, fragments and links that the settings name.
    /// </summary>
    public IEnumerable<GatewayResource> ResourcesToRead() =>
        settings.Fleets.SelectMany(fleet =>
            fleet
                .Compatibility.SelectMany(compatibility =>
                    ResourcesToRead(fleet, FleetIds.Api(fleet.Name, compatibility == Compatibility.AzureOpenAIV1))
                )
                .Concat(ResourcesToRead(fleet, FleetIds.Probe(fleet.Name)))
                .Append(new PolicyFragment { Id = FleetIds.Fragment(fleet.Name), Xml = "<fragment />" })
        );

    /// <summary>True when an ownership tag is that of a fleet of this importer, in the settings or no longer.</summary>
    public bool IsInScope(OwnershipTag tag) => FleetClaims.IsOurs(tag, settings) || FleetClaims.IsLeft(tag, settings);

    /// <summary>The plan with the steps for fleets, and what people should know of them.</summary>
    public FleetTurn Plan(Plan plan, GatewayDesign design, RunContext context, GatewayState state)
    {
        if (
            plan.Refusal is not null
            || context.Request.ManualAction is not null
            || (settings.Fleets.Count == 0 && !state.Resources.Values.Any(found => FleetClaims.IsLeft(found.OwnershipTag, settings)))
        )
        {
            return new(plan, []);
        }

        var input = Input(
            design,
            context,
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
        input = input with { Untagged = Untagged(input.Pools, state) };
        var designs = FleetDesigner.Design(input);
        var (barred, closed) = FleetPlanner.Conflicts(designs, state, plan.Blocked);
        if (barred.Count > 0 || closed.Count > 0)
        {
            input = input with { Barred = barred, Closed = closed };
            designs = FleetDesigner.Design(input);
        }

        var unseen = Unseen(FleetJoins.Of(designs, state));
        return unseen.Count == 0 ? Turn(plan, designs, input, context.Request, state) : Turn(plan, input, unseen, context.Request, state);
    }

    /// <summary>The turn without those who join only once a test call has shown that they answer: none is made for it.</summary>
    public FleetTurn WithoutJoining(FleetTurn turn) =>
        turn.Joining.Count == 0 || !FleetProof.IsOn(settings)
            ? turn
            : turn.Without!(
                turn.Joining.ToDictionary(
                    join => join.Member.Backend,
                    _ => new FleetWait("it has not answered a test call yet; the next run over its account calls it", MayPass: true)
                )
            );

    private static Dictionary<string, Uri> Untagged(IReadOnlyList<BackendPool> pools, GatewayState state)
    {
        var named = BackendPool.BackendsOf(pools);
        return state
            .OfType<Backend>()
            .Where(found => found.OwnershipTag?.Fleet is null && named.Contains(found.Resource.Key.Name))
            .ToDictionary(found => found.Resource.Key.Name, found => ((Backend)found.Resource).Url, StringComparer.OrdinalIgnoreCase);
    }

    // Each run over somebody else would call it again.
    private Dictionary<string, FleetWait> Unseen(IReadOnlyList<FleetJoin> joining) =>
        FleetProof.IsOn(settings)
            ? joining
                .Where(join => join.Member.Account is null)
                .ToDictionary(
                    join => join.Member.Backend,
                    _ => new FleetWait(
                        "it has not answered a test call yet, and this run did not look at its account; a run over that, or the next sweep, calls it"
                    )
                )
            : [];

    private FleetTurn Turn(
        Plan plan,
        FleetInput input,
        IReadOnlyDictionary<string, FleetWait> waits,
        ReconcileRequest request,
        GatewayState state
    )
    {
        var all = input.Unproven.Concat(waits).ToDictionary();
        input = input with { Unproven = all };
        return Turn(plan, FleetDesigner.Design(input), input, request, state);
    }

    private FleetTurn Turn(Plan plan, IReadOnlyList<FleetDesign> designs, FleetInput input, ReconcileRequest request, GatewayState state)
    {
        var fleets = FleetPlanner.Plan(
            new()
            {
                Designs = designs,
                Found = state,
                Settings = settings,
                Planned = plan.Steps.Select(step => step.Key).ToHashSet(),
                PlannedApis = [.. plan.Steps.Where(step => step.Change != ChangeKind.Delete).Select(step => step.Resource).OfType<Api>()],
                Deleted = plan
                    .Steps.Where(step => step is { Change: ChangeKind.Delete, Resource: Api })
                    .Select(step => step.Key)
                    .ToHashSet(),
                LeavesAt = clock.GetUtcNow() + Settling,
                Sweep = request is { Reason: RunReason.Drift, Mode: RunMode.Apply } ? settings.Drift : null,
            }
        );
        var written = BackendPool.BackendsOf(fleets.Steps.Select(step => step.Resource).OfType<BackendPool>());
        return new(
            plan with
            {
                Steps = [.. plan.Steps, .. fleets.Steps],
                ReportedOnly = [.. plan.ReportedOnly, .. fleets.ReportedOnly],
                Findings = [.. plan.Findings, .. fleets.Findings],
                Unchanged = plan.Unchanged + fleets.Unchanged,
                Aliases = [.. designs.SelectMany(fleet => fleet.Aliases.Select(alias => Planned(fleet.Fleet, alias)))],
                Fleets = [.. designs.Where(fleet => !fleet.IsUnseen).Select(fleet => fleet.Fleet.Name)],
            },
            [
                .. designs.SelectMany(fleet =>
                    fleet.PolicyNotes.Concat(fleet.Notes.Select(SetAsideOf)).Select(aside => aside with { Fleet = fleet.Fleet.Name })
                ),
            ]
        )
        {
            Wanted = fleets.Wanted,
            Joining = [.. FleetJoins.Of(designs, state).Where(join => written.Contains(join.Member.Backend))],
            Probes = [.. designs.SelectMany(fleet => fleet.Resources.Where(resource => FleetProbe.Is(resource.ApiId ?? "", fleet.Fleet)))],
            Without = waits => Turn(plan, input, waits, request, state),
        };
    }

    private FleetInput Input(GatewayDesign design, RunContext context, IReadOnlyList<Backend> found) =>
        new()
        {
            Inventory = context.Inventory,
            Settings = settings,
            Service = context.Service,
            Found = found,
            Prerequisites = design.Prerequisites,
            Ahead = design.Ahead,
            Apis = context.All,
        };

    private static IEnumerable<GatewayResource> ResourcesToRead(FleetSettings fleet, string api) =>
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

    private static PlannedAlias Planned(FleetSettings fleet, FleetAlias alias) =>
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
                    ByGateway = ByGateway(alias, member),
                }),
            ]
        );

    private static Dictionary<string, int>? ByGateway(FleetAlias alias, PlacedMember member)
    {
        var places = alias
            .Regions.Select(order => (order.Region, order.Members.First(placed => placed.Member.Backend == member.Member.Backend).Priority))
            .Where(place => place.Priority != member.Priority)
            .ToDictionary(place => place.Region, place => place.Priority);
        return places.Count > 0 ? places : null;
    }

    private static SetAside SetAsideOf(FleetNote note) =>
        new(note.Subject, note.Reason, note.MayPass) { TellsItself = note.TellsItself, NeedsAction = note.NeedsAction };
}
