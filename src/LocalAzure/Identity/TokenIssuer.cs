using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalAzure.Identity;

/// <summary>
/// Makes and reads the JWTs of this cloud (claims oid, aud, exp; HS256 under a key of this process).
/// Its clock is the system's: the worker decides by its own clock when to fetch the next token.
/// </summary>
public sealed class TokenIssuer(TimeProvider clock)
{
    /// <summary>The identity of the functions app.</summary>
    public const string ImporterPrincipalId = "11111111-0000-0000-0000-00000000a001";

    /// <summary>The tenant every token names.</summary>
    public const string TenantId = "00000000-0000-0000-0000-0000000000aa";

    /// <summary>
    /// Managed identity tokens live about a day,
    /// see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private static readonly string Header = Encode("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The value of IDENTITY_HEADER that the token endpoint wants.</summary>
    public string IdentityHeader { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public string Issue(string principalId, string audience)
    {
        var now = clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = $"https://sts.windows.net/{TenantId}/",
            ["tid"] = TenantId,
            ["oid"] = principalId,
            ["sub"] = principalId,
            ["aud"] = audience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
        };
        var content = $"{Header}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{content}.{Sign(content)}";
    }

    /// <summary>The claims of a bearer token (with or without the word Bearer); null when it is not ours or has expired.</summary>
    public TokenClaims? Read(string bearer)
    {
        var token = bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? bearer[7..].Trim() : bearer;
        var parts = token.Split('.');
        if (parts.Length != 3 || !IsSigned(parts))
        {
            return null;
        }

        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        var expires = DateTimeOffset.FromUnixTimeSeconds((long)claims["exp"]!);
        return expires <= clock.GetUtcNow() ? null : new TokenClaims((string)claims["oid"]!, (string)claims["aud"]!, expires);
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private bool IsSigned(string[] parts) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign($"{parts[0]}.{parts[1]}")), Encoding.ASCII.GetBytes(parts[2]));

    private string Sign(string content) => Encode(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(content)));
}
