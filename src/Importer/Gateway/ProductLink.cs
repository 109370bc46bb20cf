namespace Importer.Gateway;

/// <summary>An API's place in a product.</summary>
public sealed record ProductLink : GatewayResource
{
    /// <summary>The product's id; the product is never made by us.</summary>
    public required string Product { get; init; }

    /// <summary>The API's id.</summary>
    public required string Api { get; init; }

    /// <inheritdoc/>
    public override ResourceKey Key => new(ResourceKind.ProductLink, $"{Product}/{Api}");

    /// <inheritdoc/>
    public override IReadOnlyList<ResourceKey> DependsOn => [Gateway.Api.KeyFor(Api)];

    /// <inheritdoc/>
    public override string? ApiId => Api;
}
