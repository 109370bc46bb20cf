namespace Importer.Gateway;

/// <summary>The API Management service itself.</summary>
public sealed record ServiceInfo
{
    /// <summary>The service's id.</summary>
    public required ResourceId Id { get; init; }

    /// <summary>Where callers reach the gateway.</summary>
    public required Uri GatewayUrl { get; init; }

    /// <summary>The SKU's name: <c>Developer</c>, <c>Consumption</c>, <c>StandardV2</c>, …</summary>
    public required string Sku { get; init; }

    /// <summary><c>Succeeded</c> when the service takes writes.</summary>
    public required string ProvisioningState { get; init; }

    /// <summary>The object id of the system-assigned identity; null when there is none.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>True when the service has user-assigned identities besides.</summary>
    public bool HasUserAssignedIdentity { get; init; }

    /// <summary>When the service was last changed.</summary>
    public LastChange? LastChange { get; init; }

    /// <summary>True when the service takes writes.</summary>
    public bool IsReady => string.Equals(ProvisioningState, "Succeeded", StringComparison.OrdinalIgnoreCase);
}
