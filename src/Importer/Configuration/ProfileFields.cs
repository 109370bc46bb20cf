namespace Importer.Configuration;

/// <summary>The fields of a profile by their paths in the settings: the grain at which rules override defaults.</summary>
public static class ProfileFields
{
    public const string BasePath = "BasePath";
    public const string Compatibility = "Compatibility";
    public const string Source = "Source";
    public const string DisplayName = "DisplayName";
    public const string Description = "Description";
    public const string Products = "Products";
    public const string Tags = "Tags";
    public const string SubscriptionRequired = "SubscriptionRequired";
    public const string SubscriptionKeyAsBearer = "SubscriptionKeyAsBearer";
    public const string Authentication = "Authentication";
    public const string Access = "Access";
    public const string OpenApiLocation = "OpenApi.Location";
    public const string OpenApiHash = "OpenApi.Hash";
    public const string DriftIgnore = "Drift.Ignore";
    public const string TokenLimit = "Policies.TokenLimit";
    public const string TokenMetrics = "Policies.TokenMetrics";
    public const string SemanticCache = "Policies.SemanticCache";
    public const string ContentSafety = "Policies.ContentSafety";
    public const string RateLimit = "Policies.RateLimit";
    public const string CircuitBreaker = "Policies.CircuitBreaker";
    public const string Retry = "Policies.Retry";
    public const string Extra = "Policies.Extra";
    public const string Timeout = "Policies.Timeout";
    public const string ExplainWrongPaths = "Policies.ExplainWrongPaths";
    public const string OnMissing = "Policies.OnMissing";

    /// <summary>Every field, in the order of the documentation.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        BasePath,
        Compatibility,
        Source,
        DisplayName,
        Description,
        Products,
        Tags,
        SubscriptionRequired,
        SubscriptionKeyAsBearer,
        Authentication,
        Access,
        OpenApiLocation,
        OpenApiHash,
        DriftIgnore,
        TokenLimit,
        TokenMetrics,
        SemanticCache,
        ContentSafety,
        RateLimit,
        CircuitBreaker,
        Retry,
        Extra,
        Timeout,
        ExplainWrongPaths,
        OnMissing,
    ];
}

/// <summary>Copies one field of a profile into another.</summary>
internal static class ProfileCopy
{
    public static ApiProfile Copy(string field, ApiProfile from, ApiProfile to) =>
        field switch
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

    private static PolicySettings Copy(string field, PolicySettings from, PolicySettings to) =>
        field switch
        {
            ProfileFields.TokenLimit => to with { TokenLimit = from.TokenLimit },
            ProfileFields.TokenMetrics => to with { TokenMetrics = from.TokenMetrics },
            ProfileFields.SemanticCache => to with { SemanticCache = from.SemanticCache },
            ProfileFields.ContentSafety => to with { ContentSafety = from.ContentSafety },
            ProfileFields.RateLimit => to with { RateLimit = from.RateLimit },
            ProfileFields.CircuitBreaker => to with { CircuitBreaker = from.CircuitBreaker },
            ProfileFields.Retry => to with { Retry = from.Retry },
            ProfileFields.Extra => to with { Extra = from.Extra, ExtraOnMissing = from.ExtraOnMissing },
            ProfileFields.Timeout => to with { Timeout = from.Timeout },
            ProfileFields.ExplainWrongPaths => to with { ExplainWrongPaths = from.ExplainWrongPaths },
            ProfileFields.OnMissing => to with { OnMissing = from.OnMissing },
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, "not a field of a profile"),
        };
}
