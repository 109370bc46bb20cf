using System.Security.Cryptography;
using System.Text;
using LocalAzure.Identity;
using Microsoft.AspNetCore.Http.Features;

namespace LocalAzure.Storage;

/// <summary>
/// Who may come in: a token of the identity endpoint for storage, or a request signed with the account's key.
/// https://learn.microsoft.com/rest/api/storageservices/authorize-requests-to-azure-storage
/// </summary>
internal sealed class StorageDoor(TokenIssuer tokens)
{
    private const string Audience = "https://storage.azure.com";

    // In this order they are signed:
    // https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key#constructing-the-signature-string
    private static readonly string[] SignedHeaders =
    [
        "Content-Encoding",
        "Content-Language",
        "Content-Length",
        "Content-MD5",
        "Content-Type",
        "Date",
        "If-Modified-Since",
        "If-Match",
        "If-None-Match",
        "If-Unmodified-Since",
        "Range",
    ];

    /// <summary>The refusal; null for who may come in.</summary>
    public StorageAnswer? Refusal(HttpRequest request)
    {
        if (request.Query.ContainsKey("sig"))
        {
            return StorageAnswer.NotSimulated("shared access signatures");
        }

        if (request.Headers["x-ms-version"].Count == 0)
        {
            return StorageAnswer.Error(
                400,
                "MissingRequiredHeader",
                "An HTTP header that's mandatory for this request is not specified: x-ms-version."
            );
        }

        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith("SharedKey ", StringComparison.Ordinal)
            ? OfKey(request, authorization["SharedKey ".Length..])
            : OfToken(authorization);
    }

    /// <summary>See https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory</summary>
    private StorageAnswer? OfToken(string authorization)
    {
        var claims = tokens.Read(authorization);
        if (claims is null)
        {
            return StorageAnswer
                .Error(
                    401,
                    "NoAuthenticationInformation",
                    "Server failed to authenticate the request. Please refer to the information in the www-authenticate header."
                )
                .With(
                    (
                        "WWW-Authenticate",
                        $"Bearer authorization_uri=https://login.microsoftonline.com/{TokenIssuer.TenantId}/oauth2/authorize resource_id={Audience}"
                    )
                );
        }

        return claims.Audience.TrimEnd('/') == Audience
            ? null
            : StorageAnswer.Error(
                401,
                "InvalidAuthenticationInfo",
                $"Server failed to authenticate the request. The token is for '{claims.Audience}', not for '{Audience}'."
            );
    }

    private static StorageAnswer? OfKey(HttpRequest request, string credential)
    {
        var expected = $"{StorageAccount.Name}:{Signature(request)}";
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(credential))
            ? null
            : StorageAnswer.Error(
                403,
                "AuthenticationFailed",
                "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature."
            );
    }

    private static string Signature(HttpRequest request)
    {
        var text = new StringBuilder(request.Method).Append('\n');
        foreach (var name in SignedHeaders)
        {
            var value = request.Headers[name].ToString();
            text.Append(name == "Content-Length" && value == "0" ? "" : value).Append('\n');
        }

        foreach (
            var header in request
                .Headers.Where(header => header.Key.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
                .OrderBy(header => Lower(header.Key), StringComparer.Ordinal)
        )
        {
            text.Append(Lower(header.Key)).Append(':').Append(header.Value.ToString().Trim()).Append('\n');
        }

        var path = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        text.Append('/').Append(StorageAccount.Name).Append(path);
        foreach (var (name, values) in request.Query.OrderBy(pair => Lower(pair.Key), StringComparer.Ordinal))
        {
            text.Append('\n').Append(Lower(name)).Append(':').AppendJoin(',', values.Order(StringComparer.Ordinal));
        }

        return Convert.ToBase64String(
            HMACSHA256.HashData(Convert.FromBase64String(StorageAccount.WellKnownKey), Encoding.UTF8.GetBytes(text.ToString()))
        );
    }

    // Signatures are made over names in lower case.
    private static string Lower(string name) => string.Create(name.Length, name, (span, text) => text.AsSpan().ToLowerInvariant(span));
}
