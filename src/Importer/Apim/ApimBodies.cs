using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Apim;

/// <summary>Translates our words into the bodies that API Management takes.</summary>
/// <remarks>Source: https://learn.microsoft.com/rest/api/apimanagement/apis/create-or-update</remarks>
internal static class ApimBodies
{
    public static JsonObject Api(Api api)
    {
        var description = Signed(api.OwnershipTag, api.Description);
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
        if (api.TakesKeyAsBearer == true)
        {
            properties["subscriptionKeyParameterNames"]!["bearer"] = "enabled";
        }

        if (api.Definition?.OpenApi is { } document)
        {
            properties["format"] = "openapi+json";
            properties["value"] = ApimDocument.Named(document, api.DisplayName, description);

            // Without this a required query parameter becomes part of the template, and a call without it a 404.
            properties["translateRequiredQueryParameters"] = "query";
        }

        return Properties(properties);
    }

    /// <summary>Only description or tags, for a PATCH: everything else of the resource stays.</summary>
    public static JsonObject Signature(OwnershipTagPatch signature) =>
        Properties(
            signature.Of switch
            {
                Api api => new() { ["description"] = api.Detached?.Sign(api.Description) ?? Signed(api.OwnershipTag, api.Description) },

                // The service takes no empty description of a backend:
                // https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/backends
                Backend backend => new()
                {
                    ["description"] = Signed(backend.OwnershipTag, backend.Description) is { Length: > 0 } text ? text : "Backend",
                },
                NamedValue named => new() { ["tags"] = Tags(named) },
                _ => throw new NotSupportedException($"A resource of kind {signature.Key.Kind} carries no ownership tag."),
            }
        );

    // "xml" and not "rawxml": what we write is always well-formed and escaped.
    public static JsonObject Policy(string xml) => Properties(new() { ["format"] = "xml", ["value"] = xml });

    public static JsonObject Backend(Backend backend)
    {
        var properties = new JsonObject { ["url"] = backend.Url.AbsoluteUri.TrimEnd('/'), ["protocol"] = "http" };
        if (Signed(backend.OwnershipTag, backend.Description) is { Length: > 0 } description)
        {
            properties["description"] = description;
        }

        if (backend.CircuitBreaker is { } breaker)
        {
            properties["circuitBreaker"] = new JsonObject { ["rules"] = new JsonArray(Breaker(breaker)) };
        }

        return Properties(properties);
    }

    /// <summary>A pool; its members are named by their full ids. A pool has neither an address nor a protocol.</summary>
    /// <remarks>Source: https://github.com/Azure/bicep/issues/14097 (with them the service answers 400)</remarks>
    public static JsonObject Pool(BackendPool pool, Func<string, string> idOf) =>
        Properties(
            new()
            {
                ["description"] = Signed(pool.OwnershipTag, pool.Description),
                ["type"] = "Pool",
                ["pool"] = new JsonObject
                {
                    ["services"] = new JsonArray([
                        .. pool.Members.Select(member => new JsonObject
                        {
                            ["id"] = idOf(member.Backend),
                            ["priority"] = member.Priority,
                            ["weight"] = member.Weight,
                        }),
                    ]),
                },
            }
        );

    public static JsonObject Fragment(PolicyFragment fragment) =>
        Properties(
            new()
            {
                ["description"] = Signed(fragment.OwnershipTag, fragment.Description),
                ["format"] = "xml",
                ["value"] = fragment.Xml,
            }
        );

    /// <summary>What a named value holds whose account is gone: policies may name it, and calls with it are refused.</summary>
    private const string NoKey = "no-key-since-its-account-is-gone";

    public static JsonObject NamedValue(NamedValue named, string? secret)
    {
        var properties = new JsonObject { ["displayName"] = named.DisplayName, ["secret"] = named.IsSecret };
        if (named.KeyVaultSecret is { } vault)
        {
            properties["keyVault"] = new JsonObject { ["secretIdentifier"] = vault.AbsoluteUri };
        }
        else
        {
            properties["value"] = secret ?? NoKey;
        }

        if (named.OwnershipTag is not null)
        {
            properties["tags"] = Tags(named);
        }

        return Properties(properties);
    }

    /// <summary>
    /// A diagnostic has no description and no tags. So that one the importer made can be told from one that people made, it
    /// names among the headers to log one that no caller sends.
    /// </summary>
    public const string DiagnosticTag = "foundry-importer";

    /// <summary>
    /// The diagnostic with metrics on, based on one that is there (the API's own, or that of all APIs, which it would hide
    /// else): what people chose for logs stays.
    /// </summary>
    /// <remarks>Source: https://learn.microsoft.com/rest/api/apimanagement/api-diagnostic/create-or-update</remarks>
    public static JsonObject Diagnostic(Diagnostic diagnostic, JsonElement? based, string service)
    {
        var properties = based is { ValueKind: JsonValueKind.Object } there
            ? JsonObject.Create(there.Clone())!
            : new JsonObject { ["alwaysLog"] = "allErrors", ["logClientIp"] = false };
        properties["loggerId"] = $"{service}/loggers/{diagnostic.Logger}";
        properties["metrics"] = diagnostic.Metrics;
        var frontend = Inside(properties, "frontend");
        var request = Inside(frontend, "request");
        var headers = (request["headers"] as JsonArray ?? [])
            .Select(header => (string?)header)
            .Append(DiagnosticTag)
            .Distinct(StringComparer.OrdinalIgnoreCase);
        request["headers"] = new JsonArray([.. headers.Select(header => JsonValue.Create(header))]);
        return Properties(properties);
    }

    public static JsonObject Tag(string name) => Properties(new() { ["displayName"] = name });

    public static JsonObject Role(RoleGrant grant, string principalId, ResourceId service) =>
        Properties(
            new()
            {
                ["roleDefinitionId"] = ApimPaths.RoleDefinition(grant.Account, grant.RoleId),
                ["principalId"] = principalId,

                // Named so that a principal which the directory does not show yet is taken all the same:
                // https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---assigning-a-role-to-a-new-principal-sometimes-fails
                ["principalType"] = "ServicePrincipal",
                ["description"] = new OwnershipTag(grant.Account, "role").Sign($"Lets API Management {service.Name} call the models."),
            }
        );

    private static JsonArray Tags(NamedValue named) =>
        named.OwnershipTag is { } ownershipTag ? [JsonValue.Create(ownershipTag.ToString())] : [];

    private static JsonObject Inside(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject inside)
        {
            parent[name] = inside = [];
        }

        return inside;
    }

    private static string Signed(OwnershipTag? ownershipTag, string description) => ownershipTag?.Sign(description) ?? description;

    private static JsonObject Breaker(CircuitBreaker breaker) =>
        new()
        {
            ["name"] = "importer",
            ["failureCondition"] = new JsonObject
            {
                ["count"] = breaker.FailureCount,
                ["interval"] = XmlConvert.ToString(breaker.Interval),
                ["statusCodeRanges"] = new JsonArray([
                    .. Ranges(breaker).Select(range => new JsonObject { ["min"] = range.Min, ["max"] = range.Max }),
                ]),
            },
            ["tripDuration"] = XmlConvert.ToString(breaker.TripDuration),
            ["acceptRetryAfter"] = true,
        };

    private static IEnumerable<(int Min, int Max)> Ranges(CircuitBreaker breaker) =>
        breaker.Statuses is not { } statuses
            ? [(breaker.MinStatus, breaker.MaxStatus)]
            : statuses
                .Split(',')
                .Select(range =>
                    range.Split('-').Select(status => int.Parse(status, System.Globalization.CultureInfo.InvariantCulture)).ToList()
                )
                .Select(range => (range[0], range[^1]));

    private static JsonObject Properties(JsonObject properties) => new() { ["properties"] = properties };
}
