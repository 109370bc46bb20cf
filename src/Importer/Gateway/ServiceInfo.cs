using Importer.Resources;

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

/// <summary>What a test call needs to get through the gateway. Held in memory only, and never printed.</summary>
public sealed class GatewayAccess
{
    /// <summary>Where the gateway listens.</summary>
    public required Uri Url { get; init; }

    /// <summary>A subscription key that opens the APIs under test.</summary>
    public required string SubscriptionKey { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Url} with a key";
}

/// <summary>A role of the service's identity on a Foundry account.</summary>
internal sealed record RoleGrant : GatewayResource
{
    /// <summary>The account.</summary>
    public required ResourceId Account { get; init; }

    /// <summary>The role definition's GUID, lower case.</summary>
    public required string RoleId { get; init; }

    /// <summary>The role's display name, for reports.</summary>
    public required string RoleName { get; init; }

    /// <summary>Other roles that are known to do as well: holding one of them is enough.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];

    /// <summary>
    /// What the calls need: whoever holds all of these, by whatever roles, needs no grant. A <c>*</c> stands for everything there.
    /// </summary>
    public IReadOnlyList<string> DataActions { get; init; } = [];

    /// <summary>True when a missing grant is only reported (setting <c>Access</c> is <c>Check</c>).</summary>
    public bool CheckOnly { get; init; }

    /// <inheritdoc/>
    public override ResourceKey Key => KeyOf(Account);

    /// <inheritdoc/>
    public override IReadOnlyList<ResourceKey> DependsOn => [ServiceIdentity.TheKey];

    /// <summary>The key of the grant on an account; one a plan.</summary>
    public static ResourceKey KeyOf(ResourceId account) => new(ResourceKind.Role, account?.Value ?? "");

    /// <inheritdoc/>
    public bool Equals(RoleGrant? other) => other is not null && Key == other.Key && RoleId == other.RoleId;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, RoleId);
}

/// <summary>The system-assigned identity of the API Management service, with which it calls the models.</summary>
internal sealed record ServiceIdentity : GatewayResource
{
    /// <summary>The one key a service's identity has.</summary>
    public static ResourceKey TheKey { get; } = new(ResourceKind.Identity, "system-assigned");

    /// <inheritdoc/>
    public override ResourceKey Key => TheKey;
}
