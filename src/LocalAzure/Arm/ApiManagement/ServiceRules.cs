using System.Text.Json.Nodes;
using LocalAzure.Gateway.Configuration;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>The service itself, see https://learn.microsoft.com/rest/api/apimanagement/api-management-service</summary>
internal static class ServiceRules
{
    public static readonly ArmType Type = new(ApiManagementTypes.Service)
    {
        Verbs = Verbs.All & ~Verbs.Head,
        Accept = Accept,
        Show = Show,
        Written = (call, service) => SeedPolicy(call.Store, service.Id),
        LongWrite = new LongWrite
        {
            StateMeanwhile = "Activating",
            StateOnUpdate = "Updating",
            PollScope = ApiManagementTypes.PollScope,
        },
    };

    /// <summary>Every service starts with this global policy and the built-in all-access subscription.</summary>
    public static void SeedPolicy(ResourceStore store, string service)
    {
        if (store.Get($"{service}/policies/policy") is null)
        {
            store.Put(
                $"{service}/policies/policy",
                $"{ApiManagementTypes.Service}/policies",
                new JsonObject
                {
                    ["properties"] = new JsonObject
                    {
                        ["value"] = PolicyText.Normalise(
                            "<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>"
                        ),
                    },
                }
            );
        }

        if (store.Get($"{service}/subscriptions/master") is null)
        {
            store.Put($"{service}/subscriptions/master", ApiManagementTypes.Subscriptions, SubscriptionRules.AllAccess(service));
        }
    }

    private static JsonObject Accept(ArmCall call, JsonObject document)
    {
        var before = call.Existing?.Body;
        if (document["sku"]?["name"] is null || document["location"] is null)
        {
            throw ArmErrors.Refuse(400, "InvalidRequestContent", "The properties 'sku' and 'location' are required.");
        }

        if (
            document["properties"]?["additionalLocations"] is JsonArray { Count: > 0 }
            && (string?)document["sku"]!["name"] is not "Premium"
        )
        {
            throw ArmErrors.Refuse(400, "InvalidParameters", "Gateways in further regions (additionalLocations) need the Premium tier.");
        }

        document["sku"]!["capacity"] ??= 1;
        Identities.Fill(document, before);
        SystemData.Stamp(call, document);
        var name = call.Existing?.Name ?? call.Path.Name;
        Fill(document, name, call.Cloud);
        document.Properties()["createdAtUtc"] =
            before?["properties"]?["createdAtUtc"]?.DeepClone() ?? call.Cloud.Clock.GetUtcNow().ToString("O");
        return document;
    }

    public static void Fill(JsonObject document, string name, Cloud cloud)
    {
        var gateway = cloud.Options.Gateway.AbsoluteUri.TrimEnd('/');
        var properties = document.Properties();
        properties["provisioningState"] = "Succeeded";
        properties["targetProvisioningState"] = "";
        properties["gatewayUrl"] = gateway;
        FillRegions(document, name);
        document.Default("publisherEmail", "somebody@contoso.example");
        document.Default("publisherName", "Contoso");
        document.Default("publicNetworkAccess", "Enabled");
        document.Default("virtualNetworkType", "None");
        document.Default("disableGateway", false);
        document.Default("platformVersion", "stv2");
        document.Default(
            "hostnameConfigurations",
            new JsonArray(
                new JsonObject
                {
                    ["type"] = "Proxy",
                    ["hostName"] = $"{name}.azure-api.net",
                    ["negotiateClientCertificate"] = false,
                    ["defaultSslBinding"] = true,
                    ["certificateSource"] = "BuiltIn",
                }
            )
        );
    }

    // A gateway in each region, each by a host of its own.
    private static void FillRegions(JsonObject document, string name)
    {
        foreach (var place in (document.Properties()["additionalLocations"] as JsonArray ?? []).OfType<JsonObject>())
        {
            place["gatewayRegionalUrl"] = $"https://{ServiceEntry.RegionalHost(name, (string?)place["location"] ?? "")}";
        }
    }

    private static JsonObject Show(ArmCall call, ArmResource service, JsonObject document)
    {
        document["etag"] = service.ETag.Trim('"');
        return document;
    }
}
