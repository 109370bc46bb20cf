using System.Text.Json.Nodes;
using LocalAzure.Arm.ApiManagement;
using LocalAzure.Arm.Resources;
using LocalAzure.Identity;
using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>What is there before anybody came: a subscription, a group, a service with a product and one hand-made API.</summary>
internal static class Seed
{
    public const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";
    public const string Group = $"{Subscription}/resourceGroups/rg-ai";
    public const string Service = $"{Group}/providers/Microsoft.ApiManagement/service/contoso-apim";

    /// <summary>The gateway's own identity.</summary>
    public const string GatewayPrincipalId = "11111111-0000-0000-0000-00000000a002";

    private const string PetstorePolicy = """
        <policies><inbound><base /><set-header name="x-pets" exists-action="override"><value>all</value></set-header></inbound>
        <backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>
        """;

    public static void Plant(Cloud cloud)
    {
        var store = cloud.Store;
        store.Put(
            Subscription,
            ResourceGroups.SubscriptionType,
            new JsonObject
            {
                ["subscriptionId"] = ResourceIds.Name(Subscription),
                ["displayName"] = "LocalAzure",
                ["state"] = "Enabled",
                ["tenantId"] = TokenIssuer.TenantId,
            }
        );
        store.Put(
            Group,
            ResourceGroups.Type,
            new JsonObject
            {
                ["location"] = "swedencentral",
                ["properties"] = new JsonObject { ["provisioningState"] = "Succeeded" },
            }
        );
        PlantService(
            cloud,
            Service,
            new JsonObject
            {
                ["location"] = "swedencentral",
                ["sku"] = new JsonObject { ["name"] = "Developer", ["capacity"] = 1 },
                ["identity"] = new JsonObject
                {
                    ["type"] = "SystemAssigned",
                    ["principalId"] = GatewayPrincipalId,
                    ["tenantId"] = TokenIssuer.TenantId,
                },
            }
        );
        store.Put(
            $"{Service}/products/ai-team",
            ApiManagementTypes.Products,
            Properties(
                """
                {"displayName": "AI team", "description": "Models for the AI team.", "subscriptionRequired": true, "approvalRequired": false, "state": "published"}
                """
            )
        );
        store.Put(
            $"{Service}/subscriptions/foundry-importer-tests",
            ApiManagementTypes.Subscriptions,
            SubscriptionRules.ForTestCalls(Service)
        );
        PlantPetstore(store);
    }

    /// <summary>A service as Resource Manager fills it in, with the policy and the subscription that each one starts with.</summary>
    /// <param name="cloud">Where.</param>
    /// <param name="id">Its id.</param>
    /// <param name="given">Location, SKU and identity.</param>
    public static void PlantService(Cloud cloud, string id, JsonObject given)
    {
        var service = given.Clone();
        ServiceRules.Fill(service, ResourceIds.Name(id), cloud);
        service.Properties()["createdAtUtc"] = cloud.Clock.GetUtcNow().ToString("O");
        cloud.Store.Put(id, ApiManagementTypes.Service, service);
        ServiceRules.SeedPolicy(cloud.Store, id);
    }

    private static void PlantPetstore(ResourceStore store)
    {
        var api = $"{Service}/apis/petstore";
        store.Put(
            api,
            ApiManagementTypes.Apis,
            Properties(
                """
                {
                  "displayName": "Petstore", "apiRevision": "1", "description": "Made by hand.", "isCurrent": true, "isOnline": true,
                  "type": "http", "path": "petstore", "protocols": ["https"], "serviceUrl": "https://petstore.example", "subscriptionRequired": true,
                  "subscriptionKeyParameterNames": {"header": "Ocp-Apim-Subscription-Key", "query": "subscription-key"},
                  "authenticationSettings": {"oAuth2AuthenticationSettings": [], "openidAuthenticationSettings": []}
                }
                """
            )
        );
        store.Put(
            $"{api}/operations/list-pets",
            ApiManagementTypes.Operations,
            Operation(
                """
                {"displayName": "List pets", "method": "GET", "urlTemplate": "/pets"}
                """
            )
        );
        store.Put(
            $"{api}/operations/get-pet",
            ApiManagementTypes.Operations,
            Operation(
                """
                {"displayName": "Get a pet", "method": "GET", "urlTemplate": "/pets/{id}", "templateParameters": [{"name": "id", "type": "string", "required": true}]}
                """
            )
        );
        store.Put(
            $"{api}/policies/policy",
            $"{ApiManagementTypes.Apis}/policies",
            new JsonObject { ["properties"] = new JsonObject { ["value"] = PolicyText.Normalise(PetstorePolicy) } }
        );
    }

    private static JsonObject Properties(string json) => new() { ["properties"] = JsonNode.Parse(json) };

    private static JsonObject Operation(string json)
    {
        var operation = Properties(json);
        OperationRules.FillDefaults(operation);
        return operation;
    }
}
