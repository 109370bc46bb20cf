namespace Importer.Gateway;

/// <summary>A secret named value: an account's key, itself or as a Key Vault reference.</summary>
public sealed record NamedValue : GatewayResource
{
    /// <summary>The named value's id.</summary>
    public required string Id { get; init; }

    /// <summary>The name that policies use between double braces; the id unless somebody changed it.</summary>
    public string DisplayName { get => field ?? Id; init; }

    /// <summary>Whether the value is kept from those who read the service.</summary>
    public bool IsSecret { get; init; } = true;

    /// <summary>The mark, carried in the named value's tags; null on a named value that is not ours.</summary>
    public OwnershipMark? Mark { get; init; }

    /// <summary>The account whose key it holds; read only at the moment of writing.</summary>
    public ResourceId? KeyOf { get; init; }

    /// <summary>A Key Vault secret's URL instead of a value.</summary>
    public Uri? KeyVaultSecret { get; init; }

    /// <inheritdoc/>
    public override ResourceKey Key => new(ResourceKind.NamedValue, Id);
}
