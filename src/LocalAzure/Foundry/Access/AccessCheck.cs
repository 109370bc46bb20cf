using System.Text.Json.Nodes;
using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Foundry.Access;

/// <summary>
/// Who may call: the account's keys, or a token for a principal with a role that carries the operation's data action.
/// https://learn.microsoft.com/azure/ai-services/authentication
/// </summary>
internal static class AccessCheck
{
    /// <exception cref="FoundryException">400, 401 or 403.</exception>
    public static void Apply(InferenceCall call)
    {
        NetworkCheck.Apply(call.Account);
        var headers = call.Http.Request.Headers;
        var bearer = Bearer(headers.Authorization.ToString());
        var key =
            headers["api-key"].FirstOrDefault()
            ?? (call.IsAnthropic ? headers["x-api-key"].FirstOrDefault() : null)
            ?? headers["Ocp-Apim-Subscription-Key"].FirstOrDefault();

        // Which one wins when both are there is not documented: the stricter reading looks at the key.
        if (key is not null || IsKeyAsBearer(call, bearer))
        {
            CheckKey(call, key ?? bearer!);
        }
        else
        {
            CheckToken(call, bearer);
        }
    }

    private static string? Bearer(string authorization) =>
        authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim() : null;

    /// <summary>OpenAI's own clients send the account's key as a bearer token, which the v1 API takes.</summary>
    private static bool IsKeyAsBearer(InferenceCall call, string? bearer) => call.IsV1 && bearer is not null && Keys(call).Contains(bearer);

    private static IEnumerable<string> Keys(InferenceCall call) => KeyRing.OfAccount(call.Account);

    private static void CheckKey(InferenceCall call, string key)
    {
        if ((bool?)call.Account.Body["properties"]?["disableLocalAuth"] == true)
        {
            throw FoundryException.Of(
                StatusCodes.Status403Forbidden,
                "AuthenticationTypeDisabled",
                "Key based authentication is disabled for this resource."
            );
        }

        if (!Keys(call).Contains(key))
        {
            throw FoundryException.Of(
                StatusCodes.Status401Unauthorized,
                "401",
                "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource."
            );
        }
    }

    /// <summary>Which audience the Messages API takes is not documented for sure; walk-throughs use either, so either is taken.</summary>
    private static bool IsForUs(InferenceCall call, string? audience) =>
        audience == "https://cognitiveservices.azure.com" || (call.IsAnthropic && audience == "https://ai.azure.com");

    private static void CheckToken(InferenceCall call, string? bearer)
    {
        var claims = bearer is null ? null : call.Cloud.Tokens.Read(bearer);
        if (!IsForUs(call, claims?.Audience.TrimEnd('/')))
        {
            throw new FoundryException(
                StatusCodes.Status401Unauthorized,
                new JsonObject
                {
                    ["statusCode"] = StatusCodes.Status401Unauthorized,
                    ["message"] =
                        "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.",
                }
            );
        }

        // https://learn.microsoft.com/azure/ai-services/authentication#authenticate-with-microsoft-entra-id
        if (string.IsNullOrEmpty((string?)call.Account.Body["properties"]?["customSubDomainName"]))
        {
            throw FoundryException.Of(
                StatusCodes.Status400BadRequest,
                "BadRequest",
                "Please provide a custom subdomain for token authentication, otherwise API key is required."
            );
        }

        if (!new RoleLookup(call.Cloud).Allows(claims!.PrincipalId, call.Account.Id, call.Operation.DataAction))
        {
            throw FoundryException.Of(
                StatusCodes.Status401Unauthorized,
                "PermissionDenied",
                $"The principal `{claims.PrincipalId}` lacks the required data action `Microsoft.CognitiveServices/accounts/{call.Operation.DataAction}` to perform `{call.Operation.Name}` operation."
            );
        }
    }
}
