using Importer.Configuration;
using Importer.Deployments;

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
    /// <param name="joined">Those of them that calls go to already: whoever comes may narrow their place, and never move it.</param>
    public static (IReadOnlyList<PlacedMember> Inside, string Where) Within(
        FleetBoundary boundary,
        IReadOnlyList<PlacedMember> members,
        IReadOnlyList<PlacedMember> joined
    )
    {
        if (Limit.Of(boundary, joined) is { } now)
        {
            members = [.. members.Where(now.Holds)];
        }

        return Limit.Of(boundary, members) is { } limit ? ([.. members.Where(limit.Holds)], limit.Words) : (members, "anywhere");
    }

    /// <summary>Where prompts of a member are processed, in words.</summary>
    public static string Words(FleetMember member) =>
        Of(member) switch
        {
            { ProcessingScope: ProcessingScope.World } => "anywhere",
            { ProcessingScope: ProcessingScope.Zone } place => $"in zone {place.Zone}",
            var place => $"in region {place.Region}",
        };

    private static Place Of(FleetMember member)
    {
        var region = RegionName.Of(member.Facts.Region);
        var zone = Zones.FirstOrDefault(one => one.Value.Contains(region)).Key ?? region;
        var sku = member.Facts.Sku;
        if (sku.StartsWith("DataZone", StringComparison.OrdinalIgnoreCase))
        {
            return new(ProcessingScope.Zone, zone, region);
        }

        if (
            sku.StartsWith("Standard", StringComparison.OrdinalIgnoreCase)
            || sku.StartsWith("Provisioned", StringComparison.OrdinalIgnoreCase)
        )
        {
            return new(ProcessingScope.Region, zone, region);
        }

        // A kind that is not known promises nothing.
        return new(ProcessingScope.World, zone, region);
    }

    // How far the members of an alias may go.
    private sealed record Limit(bool IsRegion, Place First)
    {
        public string Words => IsRegion ? $"region {First.Region}" : $"zone {First.Zone}";

        public static Limit? Of(FleetBoundary boundary, IReadOnlyList<PlacedMember> members)
        {
            var places = members.Select(member => ProcessingPlace.Of(member.Member)).ToList();
            var strictest =
                places.Count == 0 || boundary == FleetBoundary.Any ? ProcessingScope.World : places.Max(place => place.ProcessingScope);
            var isRegion = boundary == FleetBoundary.Region && strictest == ProcessingScope.Region;
            return strictest == ProcessingScope.World
                ? null
                : new(
                    isRegion,
                    places.First(place =>
                        isRegion ? place.ProcessingScope == ProcessingScope.Region : place.ProcessingScope != ProcessingScope.World
                    )
                );
        }

        public bool Holds(PlacedMember member)
        {
            var place = ProcessingPlace.Of(member.Member);
            return IsRegion
                ? place.ProcessingScope == ProcessingScope.Region && place.Region == First.Region
                : place.ProcessingScope != ProcessingScope.World && place.Zone == First.Zone;
        }
    }

    private sealed record Place(ProcessingScope ProcessingScope, string Zone, string Region);

    // From the loosest to the strictest.
    private enum ProcessingScope
    {
        World,
        Zone,
        Region,
    }
}
