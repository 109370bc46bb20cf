using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>Subscriptions and their keys, see https://learn.microsoft.com/rest/api/apimanagement/subscription</summary>
internal static class SubscriptionRules
{
    public static readonly ArmType Type = new(ApiManagementTypes.Subscriptions)
    {
        HasETag = true,
        Noun = "Subscription",
        Fields =
        [
            new("displayName")
            {
                Required = true,
                Min = 1,
                Max = 100,
            },
            new("scope") { Required = true },
            new("state") { OneOf = ["suspended", "active", "expired", "submitted", "rejected", "cancelled"] },
            new("primaryKey") { Min = 1, Max = 256 },
            new("secondaryKey") { Min = 1, Max = 256 },
        ],
        Accept = Accept,
        Show = Show,
        Deleting = Deleting,
        Actions = new Dictionary<string, Func<ArmCall, ArmResource, ArmAnswer>>
        {
            ["listSecrets"] = ListSecrets,
            ["regeneratePrimaryKey"] = (call, one) => Regenerate(call, one, "primaryKey"),
            ["regenerateSecondaryKey"] = (call, one) => Regenerate(call, one, "secondaryKey"),
        },
    };

    /// <summary>The built-in subscription that opens every API of a service.</summary>
    public static JsonObject AllAccess(string service) =>
        new()
        {
            ["properties"] = new JsonObject
            {
                ["scope"] = $"{service}/",
                ["displayName"] = "Built-in all-access subscription",
                ["state"] = "active",
                ["allowTracing"] = false,
                ["primaryKey"] = NewKey(),
                ["secondaryKey"] = NewKey(),
            },
        };

    /// <summary>
    /// Subscriptions that open one API only go with it, keys and all. That the service does so is uncertain: its page of the
    /// deletion says nothing, https://learn.microsoft.com/rest/api/apimanagement/apis/delete
    /// </summary>
    public static void RemoveFrom(ArmCall call, string api)
    {
        foreach (
            var one in call
                .Store.Children(ApiManagementTypes.ServiceId(call), ApiManagementTypes.Subscriptions)
                .Where(one => ResourceIds.Same(one.Body.Text("scope") ?? "", api))
                .ToList()
        )
        {
            call.Store.Remove(one.Id);
        }
    }

    /// <summary>
    /// The subscription that the importer's test calls use. Here it opens every API, so that test calls work whatever product the
    /// settings name; in Azure it is made by hand, for one product.
    /// </summary>
    public static JsonObject ForTestCalls(string service)
    {
        var subscription = AllAccess(service);
        subscription.Properties()["scope"] = $"{service}/apis";
        subscription.Properties()["displayName"] = "Test calls of the Foundry importer";
        return subscription;
    }

    private static JsonObject Accept(ArmCall call, JsonObject document)
    {
        var scope = ApiManagementTypes.FullId(call, document.Text("scope")!);
        var service = ApiManagementTypes.ServiceId(call);
        var isWhole = ResourceIds.Same(scope.TrimEnd('/'), service) || ResourceIds.Same(scope, $"{service}/apis");
        if (!isWhole && call.Store.Get(scope) is null)
        {
            throw ArmErrors.Validation(
                ("scope", $"The scope '{document.Text("scope")}' was not found: it is /apis, /apis/{{id}} or /products/{{id}}.")
            );
        }

        var before = call.Existing?.Body;
        document.Properties()["scope"] = scope;
        document.Default("state", "active");
        document.Default("allowTracing", false);
        document.Default("primaryKey", before?.Text("primaryKey") ?? NewKey());
        document.Default("secondaryKey", before?.Text("secondaryKey") ?? NewKey());
        document.Default("createdDate", before?.Text("createdDate") ?? call.Cloud.Clock.GetUtcNow().ToString("O"));
        return document;
    }

    private static JsonObject Show(ArmCall call, ArmResource subscription, JsonObject document)
    {
        document.Properties().Remove("primaryKey");
        document.Properties().Remove("secondaryKey");
        return document;
    }

    private static void Deleting(ArmCall call, ArmResource subscription)
    {
        if (subscription.Name == "master")
        {
            throw ArmErrors.Validation(("sid", "The built-in all-access subscription cannot be deleted."));
        }
    }

    private static ArmAnswer ListSecrets(ArmCall call, ArmResource subscription) =>
        ArmAnswer
            .Ok(
                new JsonObject
                {
                    ["primaryKey"] = subscription.Body.Text("primaryKey"),
                    ["secondaryKey"] = subscription.Body.Text("secondaryKey"),
                }
            )
            .With("ETag", subscription.ETag);

    private static ArmAnswer Regenerate(ArmCall call, ArmResource subscription, string key)
    {
        var body = subscription.Body.Clone();
        body.Properties()[key] = NewKey();
        call.Store.Put(subscription.Id, subscription.Type, body);
        return ArmAnswer.NoContent;
    }

    private static string NewKey() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
