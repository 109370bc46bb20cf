using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>A product and the APIs linked to it, by name.</summary>
internal sealed record ProductEntry(string ArmId, string Id, string DisplayName, IReadOnlySet<string> Apis)
{
    public static ProductEntry Of(ArmResource product, IEnumerable<string> apis) =>
        new(
            product.Id,
            product.Name,
            (string?)product.Body["properties"]?["displayName"] ?? product.Name,
            apis.ToHashSet(StringComparer.OrdinalIgnoreCase)
        );
}
