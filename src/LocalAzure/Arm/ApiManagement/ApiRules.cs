using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>
/// APIs: long-running writes, OpenAPI import, read-back with defaults, see https://learn.microsoft.com/rest/api/apimanagement/apis
/// </summary>
internal static class ApiRules
{
    /// <summary>Sent by clients, never shown.</summary>
    private static readonly string[] WriteOnly =
    [
        "value",
        "format",
        "wsdlSelector",
        "apiType",
        "translateRequiredQueryParameters",
        "sourceApiId",
    ];

    public static readonly ArmType Type = new(ApiManagementTypes.Apis)
    {
        HasETag = true,
        Noun = "API",
        Fields =
        [
            new("path") { Required = true, Max = 400 },
            new("displayName") { Min = 1, Max = 300 },
            new("serviceUrl") { Max = 2000 },
            new("apiRevisionDescription") { Max = 256 },
        ],
        Accept = Accept,
        Deleting = (call, api) =>
        {
            LinkRules.RemoveFromProducts(call, api.Name);
            SubscriptionRules.RemoveFrom(call, api.Id);
        },
        LongWrite = new LongWrite
        {
            PollScope = ApiManagementTypes.PollScope,
            IsImmediate = call => call.Method == "PATCH",
            Finish = Finish,
        },
    };

    private static JsonObject Accept(ArmCall call, JsonObject document)
    {
        Refuse(call, document);
        ApiPaths.Check(call, document);
        return call.Method == "PATCH" ? FillDefaults(call, document) : document;
    }

    /// <summary>What the portal calls other API types, and versions and revisions, is not simulated.</summary>
    private static void Refuse(ArmCall call, JsonObject document)
    {
        foreach (var property in new[] { "type", "apiType" })
        {
            if (document.Text(property) is { } type && !ResourceIds.Same(type, "http"))
            {
                throw ArmErrors.NotSimulated($"an API of type '{type}'");
            }
        }

        foreach (var property in new[] { "sourceApiId", "apiVersionSetId", "apiVersionSet", "apiVersion" })
        {
            if (document.Properties()[property] is { } value && value.ToJsonString() != "\"\"")
            {
                throw ArmErrors.NotSimulated($"the property '{property}' of an API (versions and copies)");
            }
        }

        if (call.Path.Name.Contains(";rev=", StringComparison.OrdinalIgnoreCase))
        {
            throw ArmErrors.NotSimulated("a revision other than the current one");
        }
    }

    /// <summary>Reads the specification, which wins over the properties of the same request.</summary>
    private static JsonObject Finish(ArmCall call, JsonObject document)
    {
        if (document.Text("value") is { } value)
        {
            var imported = ApiImport.Read(document.Text("format") ?? "", value, document.Text("translateRequiredQueryParameters"));
            OperationBudget.Check(call, imported.Operations.Count);
            document.Properties()["displayName"] = imported.Title;
            document.Properties()["serviceUrl"] = imported.ServiceUrl;
            if (imported.Description is { Length: > 0 } description)
            {
                document.Properties()["description"] = description;
            }

            ApiImport.Replace(call.Store, IdOf(call), imported.Operations);
        }

        return FillDefaults(call, document);
    }

    private static JsonObject FillDefaults(ArmCall call, JsonObject document)
    {
        var properties = document.Properties();
        Array.ForEach(WriteOnly, property => properties.Remove(property));
        document.Default("displayName", call.Path.Name);
        document.Default("apiRevision", "1");
        document.Default("isCurrent", true);
        document.Default("isOnline", true);
        document.Default("type", "http");
        document.Default("subscriptionRequired", true);
        document.Default("protocols", new JsonArray("https"));
        document.Default(
            "authenticationSettings",
            new JsonObject { ["oAuth2AuthenticationSettings"] = new JsonArray(), ["openidAuthenticationSettings"] = new JsonArray() }
        );
        document.Default(
            "subscriptionKeyParameterNames",
            new JsonObject { ["header"] = "Ocp-Apim-Subscription-Key", ["query"] = "subscription-key" }
        );
        foreach (var empty in properties.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
        {
            properties.Remove(empty);
        }

        return document;
    }

    private static string IdOf(ArmCall call) => call.Existing?.Id ?? $"{call.Store.Get(call.Path.ParentId)!.Id}/apis/{call.Path.Name}";
}
