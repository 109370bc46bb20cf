namespace Importer.Gateway;

/// <summary>A role of the service's identity on a Foundry account.</summary>
public sealed record RoleGrant : GatewayResource
{
    /// <summary>The account.</summary>
    public required ResourceId Account { get; init; }

    /// <summary>The role definition's GUID, lower case.</summary>
    public required string RoleId { get; init; }

    /// <summary>The role's display name, for reports.</summary>
    public required string RoleName { get; init; }

    /// <summary>Other roles that do as well: holding one of them is enough.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];

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
