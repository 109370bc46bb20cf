using Importer.Configuration;

namespace Importer.Fleets;

/// <summary>Where a deployment processes prompts, by its SKU and its account's region.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/deployment-types</remarks>
internal static class ProcessingPlace
{
    // The page names the data zones and not their regions; these are Azure's regions in the member states of the European Union and in the
    // United States.
    // A region that is on neither list is a zone of its own, so it is never taken for part of one.
    // Source: https://learn.microsoft.com/azure/reliability/regions-list
    private static readonly Dictionary<string, string[]> Zones = new()
    {
        ["EU"] =
        [
            "austriaeast",
            "belgiumcentral",
            "denmarkeast",
            "finlandcentral",
            "francecentral",
            "francesouth",
            "germanynorth",
            "germanywestcentral",
            "greececentral",
            "italynorth",
            "northeurope",
            "polandcentral",
            "spaincentral",
            "swedencentral",
            "swedensouth",
            "westeurope",
        ],
        ["US"] = ["centralus", "eastus", "eastus2", "northcentralus", "southcentralus", "westcentralus", "westus", "westus2", "westus3"],
    };

    /// <summary>The members of an alias that stay within its boundary: the strictest of them decides how far all may go.</summary>
    /// <param name="boundary">What the settings ask for.</param>
    /// <param name="members">The members, the preferred one first: where several places are as strict, its place counts.</param>
    public static (IReadOnlyList<PlacedMember> Inside, string Where) Within(FleetBoundary boundary, IReadOnlyList<PlacedMember> members)
    {
        var places = members.Select(member => (Member: member, Place: Of(member.Member))).ToList();
        var strictest = places.Count == 0 || boundary == FleetBoundary.Any ? Reach.World : places.Max(one => one.Place.Reach);
        if (strictest == Reach.World)
        {
            return (members, "anywhere");
        }

        var isRegion = boundary == FleetBoundary.Region && strictest == Reach.Region;
        var first = places.First(one => isRegion ? one.Place.Reach == Reach.Region : one.Place.Reach != Reach.World).Place;
        return (
            [
                .. places
                    .Where(one =>
                        isRegion
                            ? one.Place.Reach == Reach.Region && one.Place.Region == first.Region
                            : one.Place.Reach != Reach.World && one.Place.Zone == first.Zone
                    )
                    .Select(one => one.Member),
            ],
            isRegion ? $"region {first.Region}" : $"zone {first.Zone}"
        );
    }

    /// <summary>Where prompts of a member are processed, in words.</summary>
    public static string Words(FleetMember member) =>
        Of(member) switch
        {
            { Reach: Reach.World } => "anywhere",
            { Reach: Reach.Zone } place => $"in zone {place.Zone}",
            var place => $"in region {place.Region}",
        };

    private static Place Of(FleetMember member)
    {
        var region = member.Facts.Region.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        var zone = Zones.FirstOrDefault(one => one.Value.Contains(region)).Key ?? region;
        var sku = member.Facts.Sku;
        return sku.StartsWith("DataZone", StringComparison.OrdinalIgnoreCase) ? new(Reach.Zone, zone, region)
            : sku.StartsWith("Standard", StringComparison.OrdinalIgnoreCase)
            || sku.StartsWith("Provisioned", StringComparison.OrdinalIgnoreCase)
                ? new(Reach.Region, zone, region)
            // A kind that is not known promises nothing.
            : new(Reach.World, zone, region);
    }

    private sealed record Place(Reach Reach, string Zone, string Region);

    // From the loosest to the strictest.
    private enum Reach
    {
        World,
        Zone,
        Region,
    }
}
