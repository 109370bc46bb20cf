namespace Importer.Gateway;

/// <summary>The policy of one operation. People make these, never the design; they come back when a withdrawn API is restored.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/apis/operations/policies</remarks>
public sealed record OperationPolicy : GatewayResource
{
    /// <summary>The API's id.</summary>
    public required string Api { get; init; }

    /// <summary>The operation's name.</summary>
    public required string Operation { get; init; }

    /// <summary>The policy document.</summary>
    public required string Xml { get; init; }

    /// <summary>Backends and named values that the document names.</summary>
    public IReadOnlyList<ResourceKey> Uses { get; init; } = [];

    /// <inheritdoc/>
    public override ResourceKey Key => new(ResourceKind.OperationPolicy, $"{Operation}/{Api}");

    /// <inheritdoc/>
    public override IReadOnlyList<ResourceKey> DependsOn => [Gateway.Api.KeyFor(Api), .. Uses];

    /// <inheritdoc/>
    public override string? ApiId => Api;
}
