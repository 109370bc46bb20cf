namespace Importer.Gateway;

/// <summary>The system-assigned identity of the API Management service, with which it calls the models.</summary>
public sealed record ServiceIdentity : GatewayResource
{
    /// <summary>The one key a service's identity has.</summary>
    public static ResourceKey TheKey { get; } = new(ResourceKind.Identity, "system-assigned");

    /// <inheritdoc/>
    public override ResourceKey Key => TheKey;
}
