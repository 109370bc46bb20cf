using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>Products and what is listed under them, see https://learn.microsoft.com/rest/api/apimanagement/product</summary>
internal static class ProductRules
{
    public static readonly ArmType[] All =
    [
        new ArmType(ApiManagementTypes.Products)
        {
            HasETag = true,
            Noun = "Product",
            Fields =
            [
                new("displayName")
                {
                    Required = true,
                    Min = 1,
                    Max = 300,
                },
                new("description") { Max = 1000 },
                new("state") { OneOf = ["published", "notPublished"] },
            ],
            Accept = Accept,
            Deleting = Deleting,
        },
        new ArmType($"{ApiManagementTypes.Products}/subscriptions") { Verbs = Verbs.List, Listing = ListSubscriptions },
        new ArmType($"{ApiManagementTypes.Apis}/products") { Verbs = Verbs.List, Listing = ListProductsOfApi },
    ];

    private static JsonObject Accept(ArmCall call, JsonObject document)
    {
        document.Default("subscriptionRequired", true);
        if (document.Flag("subscriptionRequired"))
        {
            document.Default("approvalRequired", false);
        }

        document.Default("state", "notPublished");
        return document;
    }

    private static void Deleting(ArmCall call, ArmResource product)
    {
        var subscriptions = SubscriptionsOf(call, product.Id).ToList();
        if (subscriptions.Count > 0 && !ResourceIds.Same(call.Text("deleteSubscriptions"), "true"))
        {
            throw ArmErrors.Validation(
                ("productId", "Cannot delete product when it has subscriptions. Use deleteSubscriptions=true to delete them with it.")
            );
        }

        subscriptions.ForEach(one => call.Store.Remove(one.Id));
    }

    private static IEnumerable<ArmResource> SubscriptionsOf(ArmCall call, string product) =>
        call
            .Store.Children(ApiManagementTypes.ServiceId(call), ApiManagementTypes.Subscriptions)
            .Where(one => ResourceIds.Same(one.Body.Text("scope"), product));

    private static IEnumerable<JsonObject> ListSubscriptions(ArmCall call) =>
        SubscriptionsOf(call, call.Path.ParentId).Select(one => ArmDocument.Of(call, SubscriptionRules.Type, one));

    private static IEnumerable<JsonObject> ListProductsOfApi(ArmCall call)
    {
        var type = ArmTypes.Find(ApiManagementTypes.Products)!;
        return call
            .Store.Children(ApiManagementTypes.ServiceId(call), ApiManagementTypes.Products)
            .Where(product => call.Store.Get($"{product.Id}/apis/{ResourceIds.Name(call.Path.ParentId)}") is not null)
            .Select(product => ArmDocument.Of(call, type, product));
    }
}
