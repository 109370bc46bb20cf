using System.Security.Cryptography;
using System.Text;
using Importer.Resources;

namespace Importer.Gateway;

/// <summary>A secret named value: an account's key, itself or as a Key Vault reference.</summary>
public sealed record NamedValue : GatewayResource
{
    /// <summary>The named value's id.</summary>
    public required string Id { get; init; }

    /// <summary>The name that policies use between double braces; the id unless somebody changed it.</summary>
    public string DisplayName
    {
        get => field ?? Id;
        init;
    }

    /// <summary>Whether the value is kept from those who read the service.</summary>
    public bool IsSecret { get; init; } = true;

    /// <summary>The ownership tag, carried in the named value's tags; null on a named value that is not ours.</summary>
    public OwnershipTag? OwnershipTag { get; init; }

    /// <summary>The account whose key it holds; read only at the moment of writing.</summary>
    public ResourceId? KeyOf { get; init; }

    /// <summary>A Key Vault secret's URL instead of a value.</summary>
    public Uri? KeyVaultSecret { get; init; }

    /// <inheritdoc/>
    public override ResourceKey Key => new(ResourceKind.NamedValue, Id);
}

/// <summary>
/// A short fingerprint by which a key that was changed is told from one that was not. It names the account as well, so that
/// equal keys look different, and 64 bits of a SHA-256 lead back to no key.
/// </summary>
internal static class KeyFingerprint
{
    private const int Digits = 16;

    /// <summary>The fingerprint of an account's key: 16 hexadecimal digits.</summary>
    public static string Of(ResourceId account, string key)
    {
        ArgumentNullException.ThrowIfNull(account);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{account.Value.ToUpperInvariant()}\n{key}")))[..Digits];
    }
}
