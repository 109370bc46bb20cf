using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway;

/// <summary>Writes resources as any client does, through the management plane, and waits until they are there.</summary>
internal sealed class ArmClient(CloudUnderTest cloud)
{
    public const string SubscriptionId = "/subscriptions/00000000-0000-0000-0000-000000000001";
    public const string ServiceId = $"{SubscriptionId}/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim";

    public static string AccountId(string name) => $"{SubscriptionId}/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/{name}";

    public Task PutAsync(string id, JsonObject body)
    {
        // TEMP store
        var seg = id[(id.LastIndexOf("/providers/", StringComparison.Ordinal) + 11)..].Split('/');
        var type = seg[0] + "/" + string.Join('/', seg.Skip(1).Where((_, i) => i % 2 == 0));
        if (cloud.Cloud.Store.Get(ServiceId) is null)
        {
            cloud.Cloud.Store.Put(ServiceId, "Microsoft.ApiManagement/service", new JsonObject { ["location"] = "swedencentral", ["sku"] = new JsonObject { ["name"] = "Developer" }, ["identity"] = new JsonObject { ["principalId"] = "p-1" } });
            cloud.Cloud.Store.Put(ServiceId + "/subscriptions/master", "Microsoft.ApiManagement/service/subscriptions", new JsonObject { ["properties"] = new JsonObject { ["scope"] = ServiceId + "/" }, ["$secrets"] = new JsonObject { ["primaryKey"] = "mk" } });
        }

        if (type.EndsWith("/subscriptions", StringComparison.Ordinal))
        {
            body["$secrets"] = new JsonObject { ["primaryKey"] = "key-" + seg[^1] };
        }

        if (type.EndsWith("/accounts", StringComparison.Ordinal))
        {
            body["$secrets"] = new JsonObject { ["key1"] = "acc-" + seg[^1] };
        }

        if (type.EndsWith("/deployments", StringComparison.Ordinal))
        {
            body["properties"]!["provisioningState"] = "Succeeded";
        }

        cloud.Cloud.Store.Put(id, type, body);
        return Task.CompletedTask;
    }

    public Task DeleteAsync(string id)
    {
        cloud.Cloud.Store.Remove(id);
        return Task.CompletedTask;
    }

    public Task<string> KeyAsync(string subscription) =>
        Task.FromResult((string)cloud.Cloud.Store.Get($"{ServiceId}/subscriptions/{subscription}")!.Body["$secrets"]!["primaryKey"]!);
}
