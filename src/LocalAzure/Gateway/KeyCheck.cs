using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Gateway;

/// <summary>
/// The subscription key: where the API wants it, and whether its subscription opens this API.
/// https://learn.microsoft.com/azure/api-management/api-management-subscriptions
/// </summary>
internal static class KeyCheck
{
    private const string Missing =
        "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.";

    private const string Invalid =
        "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.";

    /// <summary>Puts subscription and product into the context.</summary>
    /// <exception cref="GatewayException">401.</exception>
    public static void Apply(PolicyContext context)
    {
        var key = KeyOf(context);
        if (key is not null && context.Snapshot.Subscriptions.TryGetValue(key, out var subscription) && Opens(subscription, context))
        {
            context.Subscription = subscription;
        }
        else if (context.Api.SubscriptionRequired)
        {
            throw Refuse(context, key is null);
        }
    }

    private static string? KeyOf(PolicyContext context)
    {
        var request = context.Request;
        return request.Headers.Get(context.Api.KeyHeader) ?? request.Query.Get(context.Api.KeyQuery) ?? Bearer(context);
    }

    private static string? Bearer(PolicyContext context) =>
        context.Api.KeyAsBearer
        && context.Request.Headers.Get("Authorization") is { } value
        && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? value["Bearer ".Length..].Trim()
            : null;

    private static bool Opens(SubscriptionEntry subscription, PolicyContext context)
    {
        var scope = subscription.Scope.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (!subscription.IsActive)
        {
            return false;
        }

        return scope switch
        {
            [] or ["apis"] => true,
            ["apis", var api] => Same(api, context.Api.Id),
            ["products", var product] => OpensByProduct(product, context),
            _ => false,
        };
    }

    private static bool OpensByProduct(string name, PolicyContext context)
    {
        if (!context.Snapshot.Products.TryGetValue(name, out var product) || !product.Apis.Contains(context.Api.Id))
        {
            return false;
        }

        context.Product = product;
        return true;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static GatewayException Refuse(PolicyContext context, bool isMissing)
    {
        var refusal = new GatewayException(
            StatusCodes.Status401Unauthorized,
            "authorization",
            isMissing ? "SubscriptionKeyNotFound" : "SubscriptionKeyInvalid",
            isMissing ? Missing : Invalid
        );
        refusal.Headers["WWW-Authenticate"] =
            $"AzureApiManagementKey realm=\"{context.Cloud.Options.Gateway}{context.Api.Path}\",name=\"{context.Api.KeyHeader}\",type=\"header\"";
        return refusal;
    }
}
