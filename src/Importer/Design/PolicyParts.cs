using Importer.Policies;

namespace Importer.Design;

/// <summary>Turns settings into policy elements.</summary>
internal static class PolicyParts
{
    public static TokenLimit TokenLimit(TokenLimitSettings settings, bool subscriptionRequired) => new()
    {
        CounterKey = CounterKeys.FromSetting(settings.CounterKey, subscriptionRequired),
        TokensPerMinute = settings.TokensPerMinute,
        TokenQuota = settings.TokenQuota,
        TokenQuotaPeriod = settings.TokenQuotaPeriod is { } period ? Enum.Parse<TokenQuotaPeriod>(period, ignoreCase: true) : null,
        EstimatePromptTokens = settings.EstimatePromptTokens,
        RemainingTokensHeaderName = settings.TokensPerMinute is null ? null : "remaining-tokens",
        RemainingQuotaTokensHeaderName = settings.TokenQuota is null ? null : "remaining-quota-tokens",
        TokensConsumedHeaderName = "consumed-tokens",
    };

    public static EmitTokenMetric TokenMetric(TokenMetricsSettings settings, bool _) => new()
    {
        Namespace = settings.Namespace,
        Dimensions = [.. settings.Dimensions.Select(dimension => new MetricDimension(dimension.Key, dimension.Value.Length == 0 ? null : dimension.Value))],
    };

    public static SemanticCacheLookup CacheLookup(SemanticCacheSettings settings, bool subscriptionRequired) => new()
    {
        ScoreThreshold = (decimal)settings.ScoreThreshold,
        EmbeddingsBackendId = settings.EmbeddingsBackendId,
        IgnoreSystemMessages = settings.IgnoreSystemMessages,
        MaxMessageCount = settings.MaxMessageCount,
        // A word taken literally would be one value for all callers, who would then get each other's answers.
        VaryBy =
        [
            .. settings.VaryBy.Count > 0
                ? settings.VaryBy.Select(key => CounterKeys.FromSetting(key, subscriptionRequired))
                : [CounterKeys.PerSubscription(subscriptionRequired)],
            CounterKeys.PerModel,
        ],
    };

    public static ContentSafety ContentSafety(ContentSafetySettings settings, bool _) => new()
    {
        BackendId = settings.BackendId,
        ShieldPrompt = settings.ShieldPrompt,
        EnforceOnCompletions = settings.EnforceOnCompletions,
        Categories = [.. settings.Categories.Select(category => new ContentSafetyCategory(Enum.Parse<HarmCategory>(category.Key, ignoreCase: true), category.Value))],
        OutputType = settings.OutputType is { } type ? Enum.Parse<SeverityLevels>(type, ignoreCase: true) : null,
        Blocklists = settings.Blocklists,
    };

    public static RateLimitByKey RateLimit(RateLimitSettings settings, bool subscriptionRequired) => new()
    {
        Calls = settings.Calls,
        RenewalPeriodSeconds = settings.RenewalPeriodSeconds,
        CounterKey = CounterKeys.FromSetting(settings.CounterKey, subscriptionRequired),
    };
}
