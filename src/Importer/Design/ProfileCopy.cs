namespace Importer.Design;

/// <summary>Copies one field of a profile into another.</summary>
internal static class ProfileCopy
{
    public static ApiProfile Copy(string field, ApiProfile from, ApiProfile to) => field switch
    {
        ProfileFields.BasePath => to with { BasePath = from.BasePath },
        ProfileFields.Compatibility => to with { Compatibility = from.Compatibility, AutoV1 = from.AutoV1 },
        ProfileFields.Source => to with { Source = from.Source },
        ProfileFields.DisplayName => to with { DisplayName = from.DisplayName },
        ProfileFields.Description => to with { Description = from.Description },
        ProfileFields.Products => to with { Products = from.Products },
        ProfileFields.Tags => to with { Tags = from.Tags },
        ProfileFields.SubscriptionRequired => to with { SubscriptionRequired = from.SubscriptionRequired },
        ProfileFields.SubscriptionKeyAsBearer => to with { SubscriptionKeyAsBearer = from.SubscriptionKeyAsBearer },
        ProfileFields.Authentication => to with { Authentication = from.Authentication },
        ProfileFields.Access => to with { Access = from.Access },
        ProfileFields.OpenApiLocation => to with { OpenApiLocation = from.OpenApiLocation },
        ProfileFields.OpenApiHash => to with { OpenApiHash = from.OpenApiHash },
        ProfileFields.DriftIgnore => to with { DriftIgnore = from.DriftIgnore },
        _ => to with { Policies = Copy(field, from.Policies, to.Policies) },
    };

    private static PolicySettings Copy(string field, PolicySettings from, PolicySettings to) => field switch
    {
        ProfileFields.TokenLimit => to with { TokenLimit = from.TokenLimit },
        ProfileFields.TokenMetrics => to with { TokenMetrics = from.TokenMetrics },
        ProfileFields.SemanticCache => to with { SemanticCache = from.SemanticCache },
        ProfileFields.ContentSafety => to with { ContentSafety = from.ContentSafety },
        ProfileFields.RateLimit => to with { RateLimit = from.RateLimit },
        ProfileFields.CircuitBreaker => to with { CircuitBreaker = from.CircuitBreaker },
        ProfileFields.Retry => to with { Retry = from.Retry },
        ProfileFields.Extra => to with { Extra = from.Extra },
        ProfileFields.Timeout => to with { Timeout = from.Timeout },
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "not a field of a profile"),
    };
}
