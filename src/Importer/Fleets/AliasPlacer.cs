using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Fleets;

/// <summary>
/// Puts members behind aliases: who is called first, with what share, and who stays outside. The order in which they came
/// plays no part but in two things: prompts that are kept in a zone or region go on being kept in it, and of equals who is called
/// already stays in a pool that is full.
/// </summary>
internal static class AliasPlacer
{
    private const int MaxWeight = 100;

    /// <summary>The aliases by name, and a sentence for whoever stays outside of one.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="members">Everybody who stands, called at the moment or not.</param>
    /// <param name="closed">Aliases whose pools may not be written, with the reasons.</param>
    /// <param name="pools">The pools as they are: who is in one stays where prompts are processed now, and newcomers follow.</param>
    public static (IReadOnlyList<FleetAlias> Aliases, IReadOnlyList<FleetNote> Notes) Place(
        FleetSettings fleet,
        IReadOnlyList<FleetMember> members,
        IReadOnlyDictionary<string, string> closed,
        IReadOnlyList<BackendPool> pools
    )
    {
        var notes = new List<FleetNote>();
        var inside = pools.ToLookup(pool => pool.Id, StringComparer.OrdinalIgnoreCase);
        var own = members.ToLookup(member => member.Facts.Alias, StringComparer.Ordinal);
        var named = fleet.Aliases.Select(alias => (alias.Name, Members: (IReadOnlyList<FleetMember>)Named(alias, own))).ToList();
        var all = own.Select(group => (Name: group.Key, Members: (IReadOnlyList<FleetMember>)[.. group]))
            .Where(alias => !named.Exists(other => other.Name == alias.Name))
            .Concat(named)
            .OrderBy(alias => alias.Name, StringComparer.Ordinal);
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        var aliases = new List<FleetAlias>();
        foreach (var (name, behind) in all)
        {
            var pool = FleetIds.Pool(fleet.Name, name);
            if (!FleetParsers.IsAlias(name))
            {
                notes.AddRange(
                    behind.Select(member =>
                        Note(
                            member,
                            $"would be called '{name}', which is no alias: {FleetParsers.AliasForm} Give it a name by Aliases or by another template (Alias)",
                            true
                        )
                    )
                );
            }
            else if (!taken.TryAdd(pool, name))
            {
                notes.AddRange(
                    behind.Select(member =>
                        Note(
                            member,
                            $"alias '{name}' and alias '{taken[pool]}' have one pool id ({pool}), and '{taken[pool]}' has it; choose another template (Alias)",
                            true
                        )
                    )
                );
            }
            else
            {
                var joined = inside[pool].SelectMany(found => found.Members).Select(member => member.Backend);
                aliases.Add(
                    Alias(
                        fleet,
                        (name, pool),
                        behind,
                        (closed.GetValueOrDefault(pool), joined.ToHashSet(StringComparer.OrdinalIgnoreCase)),
                        notes
                    )
                );
            }
        }

        return (aliases, notes);
    }

    /// <summary>The aliases as the pools that are there answer for them.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="members">Its members as their backends tell of them.</param>
    /// <param name="pools">The pools of all fleets.</param>
    public static IReadOnlyList<FleetAlias> Standing(
        FleetSettings fleet,
        IReadOnlyList<FleetMember> members,
        IReadOnlyList<BackendPool> pools
    )
    {
        var known = members.DistinctBy(member => member.Backend).ToDictionary(member => member.Backend, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. pools
                .Where(pool => pool.OwnershipTag?.Fleet == fleet.Name && FleetIds.Read(pool.Id) == (pool.Id, null))
                .OrderBy(pool => pool.Id, StringComparer.Ordinal)
                .Select(pool => new FleetAlias
                {
                    Name = FleetIds.AliasOf(fleet.Name, pool.Id),
                    Pool = pool.Id,
                    Members =
                    [
                        .. pool
                            .Members.Where(member => known.ContainsKey(member.Backend))
                            .Select(member => (Member: known[member.Backend], Place: member))
                            .Select(one => new PlacedMember(
                                one.Member,
                                Math.Max(0, TierOf(fleet, one.Member)),
                                one.Place.Priority,
                                one.Place.Weight
                            )),
                    ],
                }),
        ];
    }

    // The first pattern with somebody to call serves alone; without one all of them stand behind it, and nobody is called.
    private static List<FleetMember> Named(NamedAlias alias, ILookup<string, FleetMember> own)
    {
        var groups = alias
            .Patterns.Select(pattern => own.Where(group => Globs.Match(pattern, group.Key)).SelectMany(group => group).ToList())
            .ToList();
        return groups.Find(group => group.Exists(member => member.IsLive)) ?? [.. groups.SelectMany(group => group).Distinct()];
    }

    private static FleetAlias Alias(
        FleetSettings fleet,
        (string Name, string Pool) id,
        IReadOnlyList<FleetMember> behind,
        (string? Closed, HashSet<string> Joined) now,
        List<FleetNote> notes
    )
    {
        var closed = now.Closed;
        var ranked = behind
            .Where(member => member.IsLive)
            .Select(member => (Member: member, Tier: TierOf(fleet, member), Region: RegionOf(fleet.Regions, member)))
            .OrderBy(one => one.Tier)
            .ThenBy(one => one.Region)
            .ThenByDescending(one => now.Joined.Contains(one.Member.Backend))
            .ThenBy(one => one.Member.Backend, StringComparer.Ordinal)
            .ToList();
        notes.AddRange(
            ranked
                .Where(one => one.Tier < 0)
                .Select(one =>
                    Note(
                        one.Member,
                        $"stays outside alias '{id.Name}': no glob of Tiers fits its SKU {one.Member.Facts.Sku}; add one",
                        false
                    )
                )
        );
        var candidates = ranked.Where(one => one.Tier >= 0).Select(one => new PlacedMember(one.Member, one.Tier, 0, 0)).ToList();
        var (inside, where) = ProcessingPlace.Within(
            fleet.Boundary,
            candidates,
            [.. candidates.Where(one => now.Joined.Contains(one.Member.Backend))]
        );
        notes.AddRange(
            candidates
                .Except(inside)
                .Select(one =>
                    Note(
                        one.Member,
                        $"stays outside alias '{id.Name}', whose members process prompts in {where}, while it processes them {ProcessingPlace.Words(one.Member)} (Boundary {fleet.Boundary}); give it another alias, or set Boundary to Any",
                        now.Joined.Contains(one.Member.Backend)
                    )
                )
        );
        notes.AddRange(
            inside
                .Skip(BackendPool.MaxMembers)
                .Select(one =>
                    Note(
                        one.Member,
                        $"stays outside alias '{id.Name}', which has {inside.Count} members while a pool takes {BackendPool.MaxMembers}; {BackendPool.MaxMembers} better placed ones are in. Split the alias, or deploy fewer and larger",
                        true
                    )
                )
        );
        var placed = Weigh(fleet.Regions, [.. inside.Take(BackendPool.MaxMembers)]);
        notes.AddRange(AliasWarnings.Of(id.Name, placed));
        var standing = placed.Count > 0 ? [.. placed.Select(one => one.Member)] : behind;
        if (closed is not null)
        {
            notes.AddRange(placed.Select(one => Note(one.Member, $"stays outside alias '{id.Name}': {closed}", true)));
        }

        return new()
        {
            Name = id.Name,
            Pool = id.Pool,
            Members = closed is null ? placed : [],
            Regions = closed is null && placed.Count > 0 ? Regions(fleet, id.Name, placed, notes) : [],
            Operations = Operations(standing),
            Since = standing.Select(member => CapabilityCatalog.FamilyOf(member.Deployment)?.Since).Max(StringComparer.Ordinal),
        };
    }

    // Whatever way a call comes, it goes to the same members: a boundary that moved with the gateway would be none.
    private static List<RegionalOrder> Regions(
        FleetSettings fleet,
        string alias,
        IReadOnlyList<PlacedMember> members,
        List<FleetNote> notes
    )
    {
        var orders = new List<RegionalOrder>();
        foreach (var region in fleet.GatewayRegions)
        {
            if (FleetIds.PoolIn(fleet.Name, alias, region.Name) is { } pool)
            {
                orders.Add(new(region.Name, pool, Weigh(region.Order, members)));
            }
            else
            {
                notes.Add(
                    new(
                        alias,
                        $"alias '{alias}' has no order of its own for the gateway in {region.Name}, because the id of that pool would be longer than {FleetIds.MaxLength} characters; its calls there have the order of all other regions. Give the fleet a shorter Name, or the alias a shorter one (Alias, Aliases)"
                    )
                );
            }
        }

        return orders;
    }

    // Only the combinations that occur are numbered, for a pool's numbers end at 100. A share is capacity within one kind of SKU: units of
    // two kinds are no unit.
    private static IReadOnlyList<PlacedMember> Weigh(IReadOnlyList<string> order, IReadOnlyList<PlacedMember> members) =>
        [
            .. members
                .GroupBy(one => (one.Tier, Region: RegionOf(order, one.Member)))
                .OrderBy(group => group.Key)
                .SelectMany(
                    (group, index) =>
                    {
                        var isOneKind =
                            group.DistinctBy(one => one.Member.Facts.Sku, StringComparer.OrdinalIgnoreCase).Count() == 1
                            && group.All(one => one.Member.Facts.Capacity is > 0);
                        var largest = group.Max(one => one.Member.Facts.Capacity ?? 0);
                        return group.Select(one =>
                            one with
                            {
                                Priority = index + 1,
                                Weight = isOneKind
                                    ? Math.Max(1, (int)Math.Round((double)MaxWeight * one.Member.Facts.Capacity!.Value / largest))
                                    : 1,
                            }
                        );
                    }
                ),
        ];

    // What all of them can do: whoever cannot answers 404, and would be taken for gone.
    private static IReadOnlyList<string> Operations(IReadOnlyList<FleetMember> members) =>
        members.Count == 0
            ? []
            :
            [
                .. FleetSpec
                    .Routes.Where(route =>
                        members.All(member => CapabilityCatalog.Of(member.Deployment, Compatibility.AzureOpenAI).Contains(route.Key))
                    )
                    .Select(route => route.Value),
            ];

    private static int TierOf(FleetSettings fleet, FleetMember member) =>
        fleet.Tiers.ToList().FindIndex(tier => Globs.Match(tier, member.Facts.Sku));

    private static int RegionOf(IReadOnlyList<string> order, FleetMember member) =>
        order.ToList().IndexOf(RegionName.Of(member.Facts.Region)) is >= 0 and var at ? at : order.Count;

    private static FleetNote Note(FleetMember member, string reason, bool needsAction) =>
        new(member.Deployment.Id.Value, reason) { NeedsAction = needsAction };
}

/// <summary>Finds what under one alias is not of one kind, so that callers may see different answers.</summary>
internal static class AliasWarnings
{
    public static IEnumerable<FleetNote> Of(string alias, IReadOnlyList<PlacedMember> placed)
    {
        var members = placed.Select(one => one.Member).ToList();
        if (Mix(members, member => $"{member.Facts.Model.Name} {member.Facts.Model.Version}") is { } models)
        {
            yield return new(
                alias,
                $"alias '{alias}' has members of different models or versions ({models}), so one call may be answered by either; name aliases by version (Alias {{model}}-{{version}}), or order them by Aliases"
            );
        }

        if (Mix(members, member => member.Facts.ContentFilter ?? "none named") is { } filters)
        {
            yield return new(
                alias,
                $"alias '{alias}' has members with different content filters ({filters}), so what one refuses another may answer; give its deployments one filter (raiPolicyName)"
            );
        }

        foreach (
            var member in members.Where(member =>
                member.Facts.Spillover is { } to
                && members.Exists(other =>
                    other.AccountId == member.AccountId && string.Equals(other.Deployment.Name, to, StringComparison.OrdinalIgnoreCase)
                )
            )
        )
        {
            yield return new(
                member.Deployment.Id.Value,
                $"hands its overflow to {member.Facts.Spillover} by itself (spilloverDeploymentName), which is a member of alias '{alias}' too, so the capacity of that one is counted twice; take the spillover off, or keep that deployment out of the fleet"
            );
        }
    }

    private static string? Mix(IEnumerable<FleetMember> members, Func<FleetMember, string> of) =>
        members.Select(of).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToList()
            is { Count: > 1 } several
            ? string.Join(", ", several)
            : null;
}

/// <summary>Something that people should know of a fleet.</summary>
/// <param name="Subject">The deployment, alias or fleet it is about.</param>
/// <param name="Reason">A sentence with the way out.</param>
internal sealed record FleetNote(string Subject, string Reason)
{
    /// <summary>True when it passes by itself, so that looking again makes sense.</summary>
    public bool MayPass { get; init; }

    /// <summary>True when an event of its own tells how it ends.</summary>
    public bool TellsItself { get; init; }

    /// <summary>True when somebody has to change something.</summary>
    public bool NeedsAction { get; init; }
}
