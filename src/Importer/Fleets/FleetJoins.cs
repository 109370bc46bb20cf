using Importer.Configuration;
using Importer.Gateway;
using Importer.Planning;

namespace Importer.Fleets;

/// <summary>
/// Finds who joins: members that calls would go to and that no pool names yet. They are proven by a test call between the write of their
/// backend and that of their pools. Whoever is in a pool is in it for good, whatever a test call shows.
/// </summary>
internal static class FleetJoins
{
    /// <summary>Those who join, by fleet and backend.</summary>
    public static IReadOnlyList<FleetJoin> Of(IReadOnlyList<FleetDesign> designs, GatewayState found)
    {
        ArgumentNullException.ThrowIfNull(designs);
        ArgumentNullException.ThrowIfNull(found);
        var named = BackendPool.BackendsOf(
            found.OfType<BackendPool>().Where(pool => pool.OwnershipTag?.Fleet is not null).Select(pool => (BackendPool)pool.Resource)
        );
        return [.. designs.SelectMany(design => Of(design, found, named))];
    }

    /// <summary>What is written only once proofs are made: pools, fragments, and what comes after them.</summary>
    public static IReadOnlySet<ResourceKey> Behind(IEnumerable<PlannedStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var behind = new HashSet<ResourceKey>();
        foreach (var step in steps.Where(step => step.Resource is BackendPool or PolicyFragment || step.After.Any(behind.Contains)))
        {
            behind.Add(step.Key);
        }

        return behind;
    }

    private static IEnumerable<FleetJoin> Of(FleetDesign design, GatewayState found, HashSet<string> named)
    {
        var fragment = new ResourceKey(ResourceKind.Fragment, FleetIds.Fragment(design.Fleet.Name));
        var served = FleetPolicies.LiveIn((found.Find(fragment)?.Resource as PolicyFragment)?.Xml);
        return design
            .Aliases.SelectMany(alias =>
                IsLost(alias, served, found) ? alias.Members.Where(placed => !StoodIn(alias, placed, found)) : alias.Members
            )
            .Select(placed => placed.Member)
            .Where(member => !named.Contains(member.Backend))
            .DistinctBy(member => member.Backend)
            .OrderBy(member => member.Backend, StringComparer.Ordinal)
            .Select(member => new FleetJoin(design.Fleet, member));
    }

    // An alias that calls go to, whose pool somebody deleted: what stood in it is put back at once.
    private static bool IsLost(FleetAlias alias, IReadOnlySet<string> served, GatewayState found) =>
        served.Contains(alias.Name) && found.Find(new(ResourceKind.Backend, alias.Pool)) is null;

    // Its other pools, where they are still there, name who stood in it; the second one all but the first tier.
    private static bool StoodIn(FleetAlias alias, PlacedMember placed, GatewayState found)
    {
        var tiers = alias.Members.Select(member => member.Tier).Distinct().ToList();
        var others = alias.Regions.Select(order => order.Pool);
        others = placed.Tier == tiers.Min() && tiers.Count > 1 ? others : others.Append(alias.Pool + FleetIds.Rest);
        return IsThere(placed.Member.Backend) && !others.Any(IsThere);

        bool IsThere(string backend) => found.Find(new(ResourceKind.Backend, backend)) is not null;
    }
}

/// <summary>A member that joins a fleet.</summary>
/// <param name="Fleet">The fleet.</param>
/// <param name="Member">The member.</param>
internal sealed record FleetJoin(FleetSettings Fleet, FleetMember Member);
