using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LocalAzure.Control;

namespace LocalAzure.Identity;

/// <summary>
/// The token endpoint as App Service has it, see
/// https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
/// </summary>
internal static class IdentitySurface
{
    private const string Version = "2019-08-01";

    /// <summary>For the parity ledger.</summary>
    public static IReadOnlyList<string> Simulated { get; } = ["GET /msi/token"];

    public static Task<WebApplication> StartAsync(Cloud cloud, CancellationToken cancellationToken) =>
        SurfaceServer.StartAsync(
            "identity",
            cloud.Options.Identity,
            cloud,
            app => app.MapGet("/msi/token", context => AnswerAsync(context, cloud)),
            cancellationToken
        );

    private static Task AnswerAsync(HttpContext context, Cloud cloud)
    {
        var query = context.Request.Query;
        var resource = query["resource"].ToString();
        if (!IsOurs(context.Request.Headers["X-IDENTITY-HEADER"].ToString(), cloud.Tokens.IdentityHeader))
        {
            return WriteAsync(context, 401, Error("The header X-IDENTITY-HEADER is missing or is not the value of IDENTITY_HEADER."));
        }

        if (query["api-version"] != Version)
        {
            return WriteAsync(context, 400, Error($"The api-version must be {Version}."));
        }

        return resource.Length == 0
            ? WriteAsync(context, 400, Error("The parameter resource is required."))
            : WriteAsync(context, 200, Token(cloud, resource, query["client_id"].ToString()));
    }

    private static bool IsOurs(string header, string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(secret));

    /// <summary>There is one identity here, whichever client id is asked for.</summary>
    private static JsonObject Token(Cloud cloud, string resource, string clientId)
    {
        var token = cloud.Tokens.Issue(TokenIssuer.ImporterPrincipalId, resource);
        return new JsonObject
        {
            ["access_token"] = token,
            ["expires_on"] = cloud.Tokens.Read(token)!.Expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["resource"] = resource,
            ["token_type"] = "Bearer",
            ["client_id"] = clientId.Length > 0 ? clientId : TokenIssuer.ImporterPrincipalId,
        };
    }

    private static JsonObject Error(string message) => new() { ["message"] = message };

    private static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
