using System.Security.Cryptography;
using System.Text;
using Importer.Gateway;

namespace Importer.Apim;

/// <summary>
/// A tag of our own for resources that were read from a list, since lists carry no entity tags. It sums up the fields we
/// own; right before a write the resource is read once, compared by this tag, and written under its real entity tag. So
/// reading costs one call a list, and only a write costs a call more.
/// </summary>
internal static class ApimSeen
{
    private const string Prefix = "seen:";

    /// <summary>The tag of a resource.</summary>
    public static string Tag(GatewayResource resource) =>
        Prefix + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Fields(resource)))), 0, 12);

    /// <summary>True when <paramref name="etag"/> is one of these and not the service's.</summary>
    public static bool IsSeen(string? etag) => etag?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    private static object?[] Fields(GatewayResource resource) => resource switch
    {
        Api api => [api.Key, api.DisplayName, api.Description, api.Mark, api.Detached, api.Path, api.SubscriptionRequired, api.KeyHeader, api.KeyQuery, api.TakesKeyAsBearer, .. api.Protocols.Order(StringComparer.Ordinal)],
        Backend backend => [backend.Key, backend.Url.AbsoluteUri.TrimEnd('/'), backend.Description, backend.Mark, backend.Credentials, backend.ValidatesCertificates, backend.CircuitBreaker],
        NamedValue named => [named.Key, named.DisplayName, named.IsSecret, named.Mark, named.KeyVaultSecret],
        Diagnostic diagnostic => [diagnostic.Key, diagnostic.Logger?.ToUpperInvariant(), diagnostic.Metrics],
        _ => [resource.Key],
    };
}
