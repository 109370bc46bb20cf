namespace Importer.Gateway;

/// <summary>A tag on an API. The tag itself is made when it is missing, and never deleted: others may use it.</summary>
public sealed record ApiTag : GatewayResource
{
    /// <summary>The tag's id, which is also the name it is made with.</summary>
    public required string Tag { get; init; }

    /// <summary>The API's id.</summary>
    public required string Api { get; init; }

    /// <inheritdoc/>
    public override ResourceKey Key => new(ResourceKind.Tag, $"{Tag}/{Api}");

    /// <inheritdoc/>
    public override IReadOnlyList<ResourceKey> DependsOn => [Gateway.Api.KeyFor(Api)];

    /// <inheritdoc/>
    public override string? ApiId => Api;
}
