using System.Security.Cryptography;
using System.Text;

namespace Importer.Gateway;

/// <summary>
/// A short fingerprint by which a key that was changed is told from one that was not. It names the account as well, so that
/// equal keys look different, and 64 bits of a SHA-256 lead back to no key.
/// </summary>
public static class KeyPrint
{
    private const int Digits = 16;

    /// <summary>The fingerprint of an account's key: 16 hexadecimal digits.</summary>
    public static string Of(ResourceId account, string key)
    {
        ArgumentNullException.ThrowIfNull(account);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{account.Value.ToUpperInvariant()}\n{key}")))[..Digits];
    }
}
