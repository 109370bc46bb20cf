using System.Globalization;
using Importer.Deployments;
using Importer.Resources;

namespace Importer.Lifecycle;

/// <summary>What one member of an alias has.</summary>
/// <param name="Deployment">The deployment's full id.</param>
/// <param name="Region">Its account's region.</param>
/// <param name="Sku">Its SKU.</param>
/// <param name="Capacity">Capacity in units of the SKU; null when it is not known.</param>
public sealed record MemberCapacity(string Deployment, string Region, string Sku, int? Capacity);

/// <summary>A place whose loss is reckoned with.</summary>
public enum PlaceKind
{
    /// <summary>An account.</summary>
    Account,

    /// <summary>A region.</summary>
    Region,
}

/// <summary>
/// What an alias is left with when one account or one region goes. Serialised in camelCase; the field names are a contract.
/// </summary>
public sealed record PlaceLoss
{
    /// <summary>What goes.</summary>
    public required PlaceKind Kind { get; init; }

    /// <summary>The account's id, or the region.</summary>
    public required string Place { get; init; }

    /// <summary>How many members are left; with none, calls are answered with 503.</summary>
    public required int MembersLeft { get; init; }

    /// <summary>What is lost and left, for each unit: units of two kinds are not added up.</summary>
    public IReadOnlyList<CapacityLoss> Capacity
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>All of this in a sentence.</summary>
    public required string Sentence { get; init; }
}

/// <summary>Capacity in one unit, before and after a loss. What is not known is in none of the numbers.</summary>
/// <param name="Unit"><c>PTU</c> for provisioned SKUs, <c>standard unit</c> for all others.</param>
/// <param name="Lost">What goes.</param>
/// <param name="Left">What is left.</param>
/// <param name="NotCarried">What of the loss the rest cannot carry, all of it taken to be free: the best case.</param>
/// <param name="Unknown">How many members of this unit have a capacity that is not known.</param>
public sealed record CapacityLoss(string Unit, int Lost, int Left, int NotCarried, int Unknown);

/// <summary>Says for each account and region behind an alias what cannot be carried when it goes.</summary>
/// <remarks>
/// A unit of provisioned capacity is a PTU; one of a standard kind is 1,000 tokens a minute for most models, and something else for
/// models that are not counted in tokens.
/// Sources: https://learn.microsoft.com/azure/ai-foundry/openai/concepts/provisioned-throughput,
/// https://learn.microsoft.com/azure/ai-foundry/openai/how-to/quota
/// </remarks>
public static class AliasHeadroom
{
    private const string Provisioned = "PTU";
    private const string Standard = "standard unit";

    /// <summary>The accounts and regions, the worst loss first.</summary>
    public static IReadOnlyList<PlaceLoss> Of(IReadOnlyList<MemberCapacity> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return
        [
            .. Losses(PlaceKind.Account, members, member => AccountOf(member.Deployment))
                .Concat(Losses(PlaceKind.Region, members, member => Locations.Normal(member.Region)))
                .OrderBy(loss => loss.MembersLeft > 0)
                .ThenByDescending(loss => loss.Capacity.FirstOrDefault(one => one.Unit == Provisioned)?.NotCarried ?? 0)
                .ThenByDescending(loss => loss.Capacity.FirstOrDefault(one => one.Unit == Standard)?.NotCarried ?? 0)
                .ThenBy(loss => loss.Kind)
                .ThenBy(loss => loss.Place, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>The worst account and the worst region.</summary>
    public static IEnumerable<PlaceLoss> Worst(IReadOnlyList<PlaceLoss> losses) => losses.DistinctBy(loss => loss.Kind);

    private static IEnumerable<PlaceLoss> Losses(
        PlaceKind kind,
        IReadOnlyList<MemberCapacity> members,
        Func<MemberCapacity, string> place
    ) =>
        members
            .GroupBy(place, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Key.Length > 0)
            .Select(group => Loss(kind, group.Key, members, [.. group]));

    private static PlaceLoss Loss(PlaceKind kind, string place, IReadOnlyList<MemberCapacity> members, HashSet<MemberCapacity> gone)
    {
        var capacity = members.GroupBy(UnitOf).OrderBy(unit => unit.Key, StringComparer.Ordinal).Select(unit => Loss(unit, gone)).ToList();
        var left = members.Count(member => !gone.Contains(member));
        return new()
        {
            Kind = kind,
            Place = place,
            MembersLeft = left,
            Capacity = capacity,
            Sentence = Sentence(kind, place, (left, members.Count), capacity),
        };
    }

    private static CapacityLoss Loss(IGrouping<string, MemberCapacity> unit, HashSet<MemberCapacity> gone)
    {
        var lost = unit.Where(gone.Contains).Sum(member => member.Capacity ?? 0);
        var left = unit.Where(member => !gone.Contains(member)).Sum(member => member.Capacity ?? 0);
        return new(unit.Key, lost, left, Math.Max(0, lost - left), unit.Count(member => member.Capacity is null));
    }

    private static string Sentence(PlaceKind kind, string place, (int Left, int All) members, IReadOnlyList<CapacityLoss> capacity)
    {
        var name = kind == PlaceKind.Account ? $"account {place.Split('/')[^1]}" : $"region {place}";
        return members.Left == 0
            ? $"if {name} goes, no member is left and calls are answered with 503"
            : $"if {name} goes, {Number(members.Left)} of {Count(members.All, "member")} are left, with {string.Join(" and ", capacity.Select(Words))}";
    }

    // What is not known may carry something, or be lost as well: it is said, and in none of the numbers.
    private static string Words(CapacityLoss one)
    {
        var all = one.Lost + one.Left;
        var known = all == 0 ? "" : $"{Number(one.Left)} of {Count(all, one.Unit)}";
        var missing =
            one.NotCarried == 0 ? "" : $" ({Number(one.NotCarried)} cannot be carried{(one.Unknown > 0 ? " by what is known" : "")})";
        var unknown = one.Unknown == 0 ? "" : $"{Count(one.Unknown, "member")} whose capacity in {one.Unit}s is not known";
        return string.Join(" and ", new[] { known + missing, unknown }.Where(text => text.Length > 0));
    }

    private static string UnitOf(MemberCapacity member) =>
        member.Sku.Contains("Provisioned", StringComparison.OrdinalIgnoreCase) ? Provisioned : Standard;

    private static string AccountOf(string deployment) =>
        ResourceId.TryParse(deployment, out var id) && id.IsOfType(ModelDeployment.ResourceType) ? id.Parent().Value : "";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{Number(count)} {noun}s";
}
