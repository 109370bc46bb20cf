namespace Importer.Design;

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

    /// <summary>Every field, in the order of the documentation.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        BasePath, Compatibility, Source, DisplayName, Description, Products, Tags, SubscriptionRequired, SubscriptionKeyAsBearer, Authentication, Access,
        OpenApiLocation, OpenApiHash, DriftIgnore, TokenLimit, TokenMetrics, SemanticCache, ContentSafety, RateLimit, CircuitBreaker, Retry, Extra, Timeout,
    ];
}
