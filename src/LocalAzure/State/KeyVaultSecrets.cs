using System.Collections.Concurrent;

namespace LocalAzure.State;

/// <summary>
/// Secrets of key vaults by address, as <c>POST /_local/secrets</c> puts them there. Vaults themselves, their versions and who
/// may read them are not simulated.
/// </summary>
public sealed class KeyVaultSecrets
{
    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Keeps a secret; the newest is the one that is found.</summary>
    /// <exception cref="ArgumentException">The address is not one of a secret.</exception>
    public void Put(string address, string value) =>
        _values[
            Key(address)
                ?? throw new ArgumentException($"'{address}' is not https://<vault>.vault.azure.net/secrets/<name>.", nameof(address))
        ] = value;

    /// <summary>The secret's value; null when there is none.</summary>
    public string? Find(string? address) => Key(address) is { } key ? _values.GetValueOrDefault(key) : null;

    // https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#object-identifiers
    private static string? Key(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.Segments is [_, "secrets/", var name, ..]
            ? $"{uri.Host}/{name.TrimEnd('/')}"
            : null;
}
