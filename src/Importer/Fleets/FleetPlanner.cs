using Importer.Configuration;
using Importer.Design;
using Importer.Gateway;
using Importer.Planning;

namespace Importer.Fleets;

/// <summary>
/// Compares what fleets should hold with what the gateway holds, and puts the writes in the order in which no call fails.
/// <code>
/// a member joins         backend, its proof by a test call, then the pools
/// a member leaves        its backend says so, then the pools; the backend goes by a later run, once no pool named it
/// an alias begins        backend, proof, pools, then the fragment
/// an alias ends          fragment (its calls are answered with 503), then the pools, then the backend
/// a gateway's region     its pools, then the fragment; the region goes the other way, its pools by a later run
/// a fleet begins         backends and the API of their proofs, proofs, pools, fragment, API, policy
/// a fleet leaves         API (see Deletion.After), fragment, pools, backends
/// </code>
/// </summary>
internal static class FleetPlanner
{
    /// <summary>
    /// What stands in the way of fleets: members that may not be called, and pools that may not be written, each with the reason.
    /// </summary>
    public static (IReadOnlyDictionary<string, string> Barred, IReadOnlyDictionary<string, string> Closed) Conflicts(
        IReadOnlyList<FleetDesign> designs,
        GatewayState found,
        IReadOnlySet<ResourceKey> blocked
    )
    {
        ArgumentNullException.ThrowIfNull(designs);
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(blocked);
        var barred = new Dictionary<string, string>(StringComparer.Ordinal);
        var closed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var design in designs)
        {
            foreach (
                var taken in design.Resources.Where(resource =>
                    resource is Backend or BackendPool
                    && !IsOurs(design.Fleet, found.Find(resource.Key))
                    && !IsCalled(design.Fleet, resource, found)
                )
            )
            {
                (taken is Backend ? barred : closed)[taken is Backend ? taken.Key.Name : FleetIds.Read(taken.Key.Name).Pool] = Taken(
                    taken.Key,
                    found.Find(taken.Key)!
                );
            }

            var joined = Called(found);
            foreach (
                var member in design.Members.Where(member =>
                    blocked.Contains(RoleGrant.KeyOf(member.AccountId)) && !joined.Contains(member.Backend)
                )
            )
            {
                barred[member.Backend] = $"the gateway's identity has no role on {member.AccountId}, see there";
            }
        }

        return (barred, closed);
    }

    /// <summary>The steps for all fleets, those of the settings and those that left them.</summary>
    public static FleetPlan Plan(FleetPlanInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var plans = input.Designs.Select(design => Of(design, input)).Append(WithdrawalPlan(input)).ToList();
        var steps = plans.SelectMany(plan => plan.Steps).ToLookup(step => IsTaken(step, input.Sweep));
        return new([.. steps[true]], [.. steps[false]], [.. plans.SelectMany(plan => plan.Findings)], plans.Sum(plan => plan.Unchanged))
        {
            Wanted = [.. plans.SelectMany(plan => plan.Wanted)],
        };
    }

    private static FleetPlan Of(FleetDesign design, FleetPlanInput input)
    {
        if (design.Resources.Count == 0)
        {
            return FleetPlan.Nothing;
        }

        var conflicts = Conflicts(design, input.Found, input.PlannedApis);
        var blocked = conflicts.Select(conflict => conflict.Key).ToHashSet();
        var called = Called(input.Found);
        var wanted = design
            .Resources.Where(resource =>
                !blocked.Contains(resource.Key)
                && !resource.DependsOn.Any(key => blocked.Contains(key) && !(resource is BackendPool && called.Contains(key.Name)))
            )
            .ToList();
        var upserts = wanted.Select(resource => Step(resource, input)).OfType<PlannedStep>().ToList();
        var keys = wanted.Select(resource => resource.Key).ToHashSet();
        var (leaving, later) = Leaving(design, input, keys);
        var fragment = new ResourceKey(ResourceKind.Fragment, FleetIds.Fragment(design.Fleet.Name));
        var steps = WithOrder(design.Fleet, upserts, leaving, fragment, input.Planned);
        return new(
            [.. steps, .. Loose(design, input, keys)],
            [],
            [.. conflicts.Select(conflict => new PlanFinding(conflict.Kind, conflict.Key.Name, conflict.Reason)), .. later],
            wanted.Count - upserts.Count
        )
        {
            Wanted = wanted,
        };
    }

    private static List<PlannedStep> WithOrder(
        FleetSettings fleet,
        List<PlannedStep> upserts,
        List<PlannedStep> leaving,
        ResourceKey fragment,
        IReadOnlySet<ResourceKey> planned
    )
    {
        var keys = upserts.Select(step => step.Key).ToHashSet();
        var marks = leaving.Where(step => step.Change == ChangeKind.Update).ToList();
        var pools = upserts.Where(step => step.Resource is BackendPool).Select(step => step.Key).ToList();
        var ordered = upserts
            .OrderBy(step => step.Key.Kind)
            .ThenBy(step => step.Resource is BackendPool)
            .ThenBy(step => step.Key.Name, StringComparer.Ordinal)
            .Select(step =>
                step with
                {
                    After =
                    [
                        .. step.Resource.DependsOn.Where(keys.Contains),
                        .. step.Resource is Backend { OwnershipTag: { } tag }
                        && RoleGrant.KeyOf(tag.Source.Parent()) is var role
                        && planned.Contains(role)
                            ? [role]
                            : Array.Empty<ResourceKey>(),
                        .. step.Resource is BackendPool or PolicyFragment ? marks.Select(mark => mark.Key) : [],
                        .. step.Key == fragment ? pools : [],
                        .. step.Resource is Api api && keys.Contains(fragment) && !FleetProbe.Is(api.Id, fleet)
                            ? [fragment]
                            : Array.Empty<ResourceKey>(),
                    ],
                }
            );

        // An alias that ends is answered by the fragment before its pools go, and its pools go before a backend that nothing names any
        // more.
        var ends = leaving
            .Where(step => step.Resource is BackendPool)
            .Select(step =>
                step with
                {
                    After = [.. marks.Select(mark => mark.Key), .. keys.Contains(fragment) ? [fragment] : Array.Empty<ResourceKey>()],
                }
            );
        return [.. marks, .. ordered, .. ends, .. leaving.Where(step => step is { Change: ChangeKind.Delete, Resource: Backend })];
    }

    private static PlannedStep? Step(GatewayResource wanted, FleetPlanInput input)
    {
        if (input.Found.Find(wanted.Key) is not { } found)
        {
            return new() { Change = ChangeKind.Create, Resource = wanted };
        }

        var keeping = Keeping(input);
        var kept = IgnoredFields.Keep(wanted, found, keeping);
        var differences = IgnoredFields.Hold(wanted, keeping) ? [] : Differences.Between(kept, found.Resource);
        return differences.Count == 0
            ? null
            : new()
            {
                Change = ChangeKind.Update,
                Resource = kept,
                ETag = found.ETag,
                Differences = differences,
                LastChange = found.LastChange,
            };
    }

    // Only what people keep for themselves is asked of it.
    private static PlanInput Keeping(FleetPlanInput input) =>
        new()
        {
            Wanted = [],
            Found = input.Found,
            OwnershipOf = (_, _) => Ownership.Foreign,
            Deletion = input.Settings.Deletion,
            Ignored = input
                .Designs.SelectMany(design => design.Resources.OfType<Api>().Select(api => (api.Id, design.Fleet.Profile.DriftIgnore)))
                .Where(one => one.DriftIgnore.Count > 0)
                .ToDictionary(
                    one => one.Id,
                    IReadOnlySet<IgnorableField> (one) => one.DriftIgnore.ToHashSet(),
                    StringComparer.OrdinalIgnoreCase
                ),
        };

    // A member's backend goes once no pool that was found names it: what calls are on their way to it ends meanwhile.
    private static (List<PlannedStep> Now, List<PlanFinding> Later) Leaving(
        FleetDesign design,
        FleetPlanInput input,
        HashSet<ResourceKey> wanted
    )
    {
        var named = Called(input.Found);
        var unwanted = input
            .Found.Resources.Values.Where(found =>
                found.OwnershipTag?.Fleet == design.Fleet.Name
                && found.Resource is Backend or BackendPool
                && !wanted.Contains(found.Resource.Key)
            )
            .Where(found => !design.Resources.Any(resource => resource.Key == found.Resource.Key))
            .OrderBy(found => found.Resource.Key.Name, StringComparer.Ordinal)
            .ToList();
        var held = HeldBy(unwanted, input);
        var now = new List<PlannedStep>();
        var later = new List<PlanFinding>();
        foreach (var found in unwanted)
        {
            var key = found.Resource.Key;
            if (UserOf(found.Resource, input) is { } user)
            {
                later.Add(
                    new(
                        FindingKind.Kept,
                        key.Name,
                        $"{key} of fleet '{design.Fleet.Name}' is no longer wanted, but {user}, which this importer does not manage, still uses it; it stays. Once nothing uses it, the next run withdraws it"
                    )
                );
            }
            else if (StillCalled(found.Resource, design, input) is { } called)
            {
                later.Add(called);
            }
            else if (found.Resource is Backend member && held.GetValueOrDefault(key.Name) is { } pool)
            {
                now.AddRange(Mark(member, found));
                later.Add(new(FindingKind.Kept, key.Name, Held(key, design.Fleet.Name, pool)));
            }
            else if (found.Resource is Backend backend && named.Contains(key.Name))
            {
                now.AddRange(Mark(backend, found));
                later.Add(
                    new(
                        FindingKind.Leaving,
                        key.Name,
                        $"{key} is taken out of the pools of fleet '{design.Fleet.Name}' and withdrawn at {input.LeavesAt.UtcDateTime:u}: calls that are on their way to it end meanwhile"
                    )
                    {
                        LeavesAt = input.LeavesAt,
                    }
                );
            }
            else
            {
                now.Add(
                    new()
                    {
                        Change = ChangeKind.Delete,
                        Resource = found.Resource,
                        ETag = found.ETag,
                        LastChange = found.LastChange,
                    }
                );
            }
        }

        return (now, later);
    }

    // A pool that people's policies name stays as it is, and so does whoever it names.
    private static Dictionary<string, string> HeldBy(IEnumerable<Observed> leaving, FleetPlanInput input) =>
        leaving
            .Select(found => found.Resource)
            .OfType<BackendPool>()
            .Where(pool => UserOf(pool, input) is not null)
            .SelectMany(pool => pool.Members.Select(member => (member.Backend, pool.Id)))
            .DistinctBy(one => one.Backend, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(one => one.Backend, one => one.Id, StringComparer.OrdinalIgnoreCase);

    private static string Held(ResourceKey key, string fleet, string pool) =>
        $"{key} of fleet '{fleet}' is no longer wanted, but pool {pool} names it, which stays because something that this importer does not manage uses it; it stays, too. Once nothing uses the pool, later runs withdraw both";

    // The fragment sends calls through gateways in a region that the settings named to pools of their own. These go once a fragment that was
    // found does not: how soon every gateway has taken a new one up is not published.
    private static PlanFinding? StillCalled(GatewayResource resource, FleetDesign design, FleetPlanInput input)
    {
        var fragment = new ResourceKey(ResourceKind.Fragment, FleetIds.Fragment(design.Fleet.Name));
        var found = (input.Found.Find(fragment)?.Resource as PolicyFragment)?.Xml;
        return
            resource is BackendPool
            && FleetIds.Read(resource.Key.Name).Region is { } region
            && design.Fleet.GatewayRegions.All(named => named.Name != region)
            && FleetPolicies.NamesRegion(found, region)
            ? new(
                FindingKind.Leaving,
                resource.Key.Name,
                $"{resource.Key} is for calls through the gateway in {region}, which Regions of fleet '{design.Fleet.Name}' names no more; they are sent elsewhere first, and the first run after {input.LeavesAt.UtcDateTime:u} withdraws it"
            )
            {
                LeavesAt = input.LeavesAt,
            }
            : null;
    }

    // Else a run over another account would remember it, and put it back into the pools.
    private static IEnumerable<PlannedStep> Mark(Backend backend, Observed found)
    {
        if (MemberFacts.Read(backend.OwnershipTag?.Member) is not { } facts || facts.Out == MemberFacts.Gone)
        {
            return [];
        }

        var marked = backend with
        {
            OwnershipTag = backend.OwnershipTag! with { Member = (facts with { Out = MemberFacts.Gone }).ToString() },
        };
        return
        [
            new()
            {
                Change = ChangeKind.Update,
                Resource = marked,
                ETag = found.ETag,
                Differences = Differences.Between(marked, backend),
                LastChange = found.LastChange,
            },
        ];
    }

    // Products and tags that hang on the fleet's APIs and that the settings do not name.
    private static IEnumerable<PlannedStep> Loose(FleetDesign design, FleetPlanInput input, HashSet<ResourceKey> wanted) =>
        input
            .Found.Resources.Values.Where(found =>
                found.Resource is ProductLink or ApiTag
                && wanted.Contains(Api.KeyFor(found.Resource.ApiId!))
                && !wanted.Contains(found.Resource.Key)
                && !design.Resources.Any(resource => resource.Key == found.Resource.Key)
                && input.Found.Find(Api.KeyFor(found.Resource.ApiId!))?.OwnershipTag?.Fleet == design.Fleet.Name
                && !IgnoredFields.Hold(found.Resource, Keeping(input))
            )
            .OrderBy(found => found.Resource.Key.Kind)
            .ThenBy(found => found.Resource.Key.Name, StringComparer.OrdinalIgnoreCase)
            .Select(found => new PlannedStep
            {
                Change = ChangeKind.Delete,
                Resource = found.Resource,
                ETag = found.ETag,
            });

    // The APIs of a fleet that left the settings are withdrawn like any other, in their time; what stood behind them goes with the last of
    // them.
    private static FleetPlan WithdrawalPlan(FleetPlanInput input)
    {
        if (!input.Settings.Deletion.Allowed)
        {
            return FleetPlan.Nothing;
        }

        var steps = new List<PlannedStep>();
        var findings = new List<PlanFinding>();
        foreach (
            var fleet in input
                .Found.Resources.Values.Where(found => FleetClaims.IsLeft(found.OwnershipTag, input.Settings))
                .GroupBy(found => found.OwnershipTag!.Fleet!, StringComparer.Ordinal)
        )
        {
            var apis = fleet.Where(found => found.Resource is Api).Select(found => found.Resource.Key).ToList();
            if (!apis.TrueForAll(input.Deleted.Contains))
            {
                continue;
            }

            var after = apis;
            var held = HeldBy(fleet, input);
            findings.AddRange(
                fleet
                    .Select(found => found.Resource.Key)
                    .Where(key => key.Kind == ResourceKind.Backend && held.ContainsKey(key.Name))
                    .Select(key => new PlanFinding(FindingKind.Kept, key.Name, Held(key, fleet.Key, held[key.Name])))
            );
            foreach (
                var kind in fleet
                    .Where(found => found.Resource is PolicyFragment or BackendPool or Backend)
                    .GroupBy(found => Rank(found.Resource))
                    .OrderBy(group => group.Key)
            )
            {
                var used = kind.Where(found => !held.ContainsKey(found.Resource.Key.Name))
                    .ToLookup(found => UserOf(found.Resource, input) is not null);
                findings.AddRange(
                    used[true]
                        .Select(found => new PlanFinding(
                            FindingKind.Kept,
                            found.Resource.Key.Name,
                            $"{found.Resource.Key} of fleet '{fleet.Key}', which is no longer in the settings, is still used by {UserOf(found.Resource, input)}; it stays. Once nothing uses it, the next run withdraws it"
                        ))
                );
                var going = used[false]
                    .OrderBy(found => found.Resource.Key.Name, StringComparer.Ordinal)
                    .Select(found => new PlannedStep
                    {
                        Change = ChangeKind.Delete,
                        Resource = found.Resource,
                        ETag = found.ETag,
                        After = after,
                        IsAnnounced = true,
                    })
                    .ToList();
                steps.AddRange(going);
                after = [.. after, .. going.Select(step => step.Key)];
            }
        }

        return new(steps, [], findings, 0);
    }

    private static int Rank(GatewayResource resource) =>
        resource switch
        {
            PolicyFragment => 0,
            BackendPool => 1,
            _ => 2,
        };

    // A sweep that does not repair makes what is missing: members that an event did not tell of, in pools as well. What was changed by hand
    // is told.
    private static bool IsTaken(PlannedStep step, DriftMode? sweep) =>
        sweep switch
        {
            null or DriftMode.Repair => true,
            DriftMode.Report => step.IsAnnounced,
            _ => step.Change == ChangeKind.Create
                || step.IsAnnounced
                || step.Resource is BackendPool
                || (step.Change == ChangeKind.Delete && step.Resource is Backend)
                || (step.Change == ChangeKind.Update && step.Differences.Any(difference => difference.Field is "design" or "member")),
        };

    private static List<FleetConflict> Conflicts(FleetDesign design, GatewayState found, IReadOnlyList<Api> planned) =>
        [
            .. design
                .Resources.Select(resource =>
                    resource switch
                    {
                        Api api when !IsOurs(design.Fleet, found.Find(api.Key)) => new FleetConflict(
                            api.Key,
                            FindingKind.Conflict,
                            Taken(api.Key, found.Find(api.Key)!)
                        ),
                        Api api when found.ApisAt(api.Path).FirstOrDefault(other => other.Resource.Key != api.Key) is { } holder =>
                            new FleetConflict(
                                api.Key,
                                FindingKind.Conflict,
                                $"path '{api.Path}' is taken by API {holder.Resource.Key.Name}; give fleet '{design.Fleet.Name}' another Path"
                            ),
                        Api api
                            when planned.FirstOrDefault(other => string.Equals(other.Path, api.Path, StringComparison.OrdinalIgnoreCase))
                                is { } rival => new FleetConflict(
                            api.Key,
                            FindingKind.Conflict,
                            $"path '{api.Path}' is taken by API {rival.Id}, which is made for {rival.OwnershipTag?.Source}; give fleet '{design.Fleet.Name}' another Path, or that account another BasePath by a rule"
                        ),
                        Backend or BackendPool or PolicyFragment when !IsOurs(design.Fleet, found.Find(resource.Key)) => new FleetConflict(
                            resource.Key,
                            FindingKind.Conflict,
                            IsCalled(design.Fleet, resource, found)
                                ? LostTag(resource, found.Find(resource.Key)!)
                                : Taken(resource.Key, found.Find(resource.Key)!)
                        ),
                        ProductLink link when !found.Products.Contains(link.Product, StringComparer.OrdinalIgnoreCase) => new FleetConflict(
                            link.Key,
                            FindingKind.Missing,
                            $"product '{link.Product}' does not exist; create it or take it out of Products (API {link.Api} is registered without it)"
                        ),
                        Diagnostic diagnostic
                            when found.Find(diagnostic.Key) is { OwnershipTag: null } theirs
                                && Differences.Between(diagnostic, theirs.Resource).Count > 0 => new FleetConflict(
                            diagnostic.Key,
                            FindingKind.Conflict,
                            $"API {diagnostic.Api} has an Application Insights diagnostic that was made by hand and lets no token metrics out to logger '{diagnostic.Logger}'; switch on 'Support custom metrics' there, or delete it and run again"
                        ),
                        _ => null,
                    }
                )
                .OfType<FleetConflict>(),
        ];

    private static bool IsOurs(FleetSettings fleet, Observed? found) =>
        found is null || string.Equals(found.OwnershipTag?.Fleet, fleet.Name, StringComparison.Ordinal);

    private static HashSet<string> Called(GatewayState found) => BackendPool.BackendsOf(PoolsOf(found));

    // Calls go to it already: who edits its description ends no alias by that. It stays as it is, and is told.
    private static bool IsCalled(FleetSettings fleet, GatewayResource resource, GatewayState found)
    {
        if (resource is Backend member)
        {
            return found.Find(member.Key)?.Resource is Backend there && there.Url == member.Url && Called(found).Contains(member.Id);
        }

        var fragment = found.Find(new(ResourceKind.Fragment, FleetIds.Fragment(fleet.Name)));
        if (resource is not BackendPool || fragment is null || !IsOurs(fleet, fragment))
        {
            return false;
        }

        var xml = ((PolicyFragment)fragment.Resource).Xml;
        var (pool, region) = FleetIds.Read(resource.Key.Name);
        return FleetPolicies.LiveIn(xml).Contains(FleetIds.AliasOf(fleet.Name, pool))
            && (region is null || FleetPolicies.NamesRegion(xml, region));
    }

    private static string LostTag(GatewayResource resource, Observed found)
    {
        var tag = found.Unproven is { } unproven
            ? $"an ownership tag that does not verify there ({unproven.Text})"
            : "no ownership tag any more";
        var wayOut = resource is Backend ? "Take it out of its pools and delete it" : "Delete it (calls to it fail until the next run)";
        return $"{resource.Key} carries {tag}: did somebody edit its description? It is left as it is, and goes on being called. {wayOut}, and the next run makes it anew";
    }

    private static string Taken(ResourceKey key, Observed found) =>
        found.Unproven is { } unproven
            ? $"{key} carries an ownership tag that does not verify there ({unproven.Text}): it was copied or changed, or the key of ownership tags is another one. It is left alone; delete it and run again, or give the importer the key that it had"
            : $"{key} exists and does not belong to the fleet; it is left alone. Rename or delete it, or give the fleet another Name";

    private static IEnumerable<BackendPool> PoolsOf(GatewayState found) =>
        found.OfType<BackendPool>().Where(pool => pool.OwnershipTag?.Fleet is not null).Select(pool => (BackendPool)pool.Resource);

    // What the fleets hold themselves is named by each other; in policies members are named by nobody.
    private static string? UserOf(GatewayResource resource, FleetPlanInput input) =>
        input
            .Found.OutsideUsers.Where(user =>
                !input.Found.Resources.Values.Any(found =>
                    found.OwnershipTag?.Fleet is not null
                    && user.Name is var name
                    && (
                        name == $"backend {found.Resource.Key.Name}"
                        || name == $"fragment {found.Resource.Key.Name}"
                        || name == $"API {found.Resource.Key.Name}"
                    )
                )
            )
            .FirstOrDefault(user => user.Uses(resource))
            ?.Name;

    private sealed record FleetConflict(ResourceKey Key, FindingKind Kind, string Reason);
}

/// <summary>Everything that a plan for fleets is made from.</summary>
internal sealed record FleetPlanInput
{
    /// <summary>The fleets of the settings.</summary>
    public required IReadOnlyList<FleetDesign> Designs { get; init; }

    /// <summary>What the gateway holds.</summary>
    public required GatewayState Found { get; init; }

    /// <summary>The settings.</summary>
    public required ImporterSettings Settings { get; init; }

    /// <summary>What the plan for everything else writes: a member waits for the role of its account.</summary>
    public IReadOnlySet<ResourceKey> Planned { get; init; } = new HashSet<ResourceKey>();

    /// <summary>The APIs that the plan for everything else writes: no path is given twice.</summary>
    public IReadOnlyList<Api> PlannedApis { get; init; } = [];

    /// <summary>The APIs that the plan for everything else withdraws.</summary>
    public IReadOnlySet<ResourceKey> Deleted { get; init; } = new HashSet<ResourceKey>();

    /// <summary>When the backend of a member goes that leaves its pools now.</summary>
    public required DateTimeOffset LeavesAt { get; init; }

    /// <summary>What a sweep may do; null on every other run, and on a plan.</summary>
    public DriftMode? Sweep { get; init; }
}

/// <summary>What it takes to make the gateway hold the fleets.</summary>
/// <param name="Steps">The changes, in an order in which they can be made.</param>
/// <param name="ReportedOnly">What is only told, because the sweep does not do it.</param>
/// <param name="Findings">What stands in the way, and what leaves later.</param>
/// <param name="Unchanged">How many resources are as they should be.</param>
internal sealed record FleetPlan(
    IReadOnlyList<PlannedStep> Steps,
    IReadOnlyList<PlannedStep> ReportedOnly,
    IReadOnlyList<PlanFinding> Findings,
    int Unchanged
)
{
    /// <summary>What the gateway should hold for the fleets, and nothing stands in the way of.</summary>
    public IReadOnlyList<GatewayResource> Wanted { get; init; } = [];

    /// <summary>No steps.</summary>
    public static FleetPlan Nothing { get; } = new([], [], [], 0);
}

/// <summary>Tells whose a fleet's resource is.</summary>
public static class FleetClaims
{
    /// <summary>True when an ownership tag names a fleet that the settings have.</summary>
    public static bool IsOurs(OwnershipTag? tag, ImporterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return tag?.Fleet is { } name && settings.Fleets.Any(fleet => string.Equals(fleet.Name, name, StringComparison.Ordinal));
    }

    /// <summary>True when an ownership tag names a fleet that left the settings, within what this importer looks at.</summary>
    public static bool IsLeft(OwnershipTag? tag, ImporterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return tag?.Fleet is not null && !IsOurs(tag, settings) && settings.Scopes.Any(scope => scope.Covers(tag.Source));
    }

    /// <summary>The fleet of the settings that wants the path of another fleet's API; null for none.</summary>
    internal static FleetSettings? HeirOf(Api api, ImporterSettings settings) =>
        settings.Fleets.FirstOrDefault(fleet =>
            api.OwnershipTag?.Fleet is { } name
            && name != fleet.Name
            && fleet
                .Compatibility.Select(compatibility => ApiNaming.Path(fleet.Path, compatibility, ImportSource.Catalogue))
                .Append(FleetProbe.Root(fleet))
                .Contains(api.Path, StringComparer.OrdinalIgnoreCase)
        );
}
