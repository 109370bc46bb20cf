using System.Text.Json.Nodes;
using System.Xml;
using Importer.Gateway;

namespace Importer.Apim;

/// <summary>Translates our words into the bodies that API Management takes.</summary>
/// <remarks>Source: https://learn.microsoft.com/rest/api/apimanagement/apis/create-or-update</remarks>
internal static class ApimBodies
{
    public static JsonObject Api(Api api)
    {
        var description = Signed(api.Mark, api.Description);
        var properties = new JsonObject
        {
            ["displayName"] = api.DisplayName,
            ["description"] = description,
            ["path"] = api.Path,
            ["protocols"] = new JsonArray([.. api.Protocols.Select(protocol => JsonValue.Create(protocol))]),
            ["subscriptionRequired"] = api.SubscriptionRequired,
            ["subscriptionKeyParameterNames"] = new JsonObject { ["header"] = api.KeyHeader, ["query"] = api.KeyQuery },
            ["type"] = "http",
        };
        if (api.Definition?.OpenApi is { } document)
        {
            properties["format"] = "openapi+json";
            properties["value"] = ApimDocument.Named(document, api.DisplayName, description);

            // Without this a required query parameter becomes part of the template, and a call without it a 404.
            properties["translateRequiredQueryParameters"] = "query";
        }

        return Properties(properties);
    }

    // "xml" and not "rawxml": what we write is always well-formed and escaped.
    public static JsonObject Policy(ApiPolicy policy) => Properties(new() { ["format"] = "xml", ["value"] = policy.Xml });

    public static JsonObject Backend(Backend backend)
    {
        var properties = new JsonObject { ["url"] = backend.Url.AbsoluteUri.TrimEnd('/'), ["protocol"] = "http" };
        if (Signed(backend.Mark, backend.Description) is { Length: > 0 } description)
        {
            properties["description"] = description;
        }

        if (backend.CircuitBreaker is { } breaker)
        {
            properties["circuitBreaker"] = new JsonObject { ["rules"] = new JsonArray(Breaker(breaker)) };
        }

        return Properties(properties);
    }

    public static JsonObject NamedValue(NamedValue named, string? secret)
    {
        var properties = new JsonObject { ["displayName"] = named.Id, ["secret"] = true };
        if (named.KeyVaultSecret is { } vault)
        {
            properties["keyVault"] = new JsonObject { ["secretIdentifier"] = vault.AbsoluteUri };
        }
        else
        {
            properties["value"] = secret;
        }

        if (named.Mark is { } mark)
        {
            properties["tags"] = new JsonArray(JsonValue.Create(mark.ToString()));
        }

        return Properties(properties);
    }

    public static JsonObject Role(RoleGrant grant, string principalId, ResourceId service) => Properties(new()
    {
        ["roleDefinitionId"] = ApimPaths.RoleDefinition(grant.Account, grant.RoleId),
        ["principalId"] = principalId,

        // Named so that a principal which the directory does not show yet is taken all the same:
        // https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---assigning-a-role-to-a-new-principal-sometimes-fails
        ["principalType"] = "ServicePrincipal",
        ["description"] = new OwnershipMark(grant.Account, "role").Sign($"Lets API Management {service.Name} call the models."),
    });

    private static string Signed(OwnershipMark? mark, string description) => mark?.Sign(description) ?? description;

    private static JsonObject Breaker(CircuitBreaker breaker) => new()
    {
        ["name"] = "importer",
        ["failureCondition"] = new JsonObject
        {
            ["count"] = breaker.FailureCount,
            ["interval"] = XmlConvert.ToString(breaker.Interval),
            ["statusCodeRanges"] = new JsonArray(new JsonObject { ["min"] = breaker.MinStatus, ["max"] = breaker.MaxStatus }),
        },
        ["tripDuration"] = XmlConvert.ToString(breaker.TripDuration),
        ["acceptRetryAfter"] = true,
    };

    private static JsonObject Properties(JsonObject properties) => new() { ["properties"] = properties };
}
