using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>
/// A subscription and what it opens.
/// https://learn.microsoft.com/azure/api-management/api-management-subscriptions#scope-of-subscriptions
/// </summary>
internal sealed record SubscriptionEntry(string ArmId, string Id, string DisplayName, string Scope, string State, string? Owner)
{
    /// <summary>Only active subscriptions open anything.</summary>
    public bool IsActive => string.Equals(State, "active", StringComparison.OrdinalIgnoreCase);

    public static SubscriptionEntry Of(ArmResource subscription)
    {
        var properties = subscription.Body["properties"];
        var owner = (string?)properties?["ownerId"];
        return new SubscriptionEntry(
            subscription.Id,
            subscription.Name,
            (string?)properties?["displayName"] ?? subscription.Name,
            ScopeBelowService((string?)properties?["scope"] ?? string.Empty),
            (string?)properties?["state"] ?? "active",
            owner is null ? null : ResourceIds.Name(owner)
        );
    }

    /// <summary>
    /// Full ids and ids from the service on are both accepted by ARM: keep <c>/apis/x</c>, <c>/products/x</c> or nothing.
    /// </summary>
    private static string ScopeBelowService(string scope)
    {
        var service = scope.IndexOf("/Microsoft.ApiManagement/service/", StringComparison.OrdinalIgnoreCase);
        if (service < 0)
        {
            return scope.TrimEnd('/');
        }

        var below = scope.IndexOf('/', service + "/Microsoft.ApiManagement/service/".Length);
        return below < 0 ? string.Empty : scope[below..].TrimEnd('/');
    }
}
