using System.Globalization;
using System.Text.Json;

namespace Importer.Design;

/// <summary>Says the fields of a profile in words, for explanations. No field holds a secret.</summary>
internal static class ProfileWords
{
    /// <summary>What one field says, such as <c>ai-team, ai-production</c> or <c>off</c>.</summary>
    public static string Of(string field, ApiProfile profile) => field switch
    {
        ProfileFields.BasePath => profile.BasePath,
        ProfileFields.Compatibility => (profile.Compatibility.Count, profile.AutoV1) switch
        {
            (0, true) => "AutoV1",
            (0, false) => "Auto",
            _ => string.Join(", ", profile.Compatibility),
        },
        ProfileFields.Source => profile.Source.ToString(),
        ProfileFields.DisplayName => profile.DisplayName,
        ProfileFields.Description => profile.Description,
        ProfileFields.Products => List(profile.Products),
        ProfileFields.Tags => List(profile.Tags),
        ProfileFields.SubscriptionRequired => profile.SubscriptionRequired ? "true" : "false",
        ProfileFields.SubscriptionKeyAsBearer => profile.SubscriptionKeyAsBearer ? "true" : "false",
        ProfileFields.Authentication => Text(profile.Authentication),
        ProfileFields.Access => profile.Access.ToString(),
        ProfileFields.OpenApiLocation => profile.OpenApiLocation is { } location ? GivenSpecification.Shown(location) : "none",
        ProfileFields.OpenApiHash => profile.OpenApiHash ?? "none",
        ProfileFields.DriftIgnore => List([.. profile.DriftIgnore.Select(ignored => JsonNamingPolicy.CamelCase.ConvertName(ignored.ToString()))]),
        _ => Of(field, profile.Policies),
    };

    private static string Of(string field, PolicySettings policies) => field switch
    {
        ProfileFields.TokenLimit => policies.TokenLimit is { } limit ? Text(limit) : "off",
        ProfileFields.TokenMetrics => policies.TokenMetrics is { } metrics ? $"by {List([.. metrics.Dimensions.Keys])}" : "off",
        ProfileFields.SemanticCache => policies.SemanticCache is { } cache
            ? string.Create(CultureInfo.InvariantCulture, $"{cache.DurationSeconds} s, threshold {cache.ScoreThreshold}, embeddings by {cache.EmbeddingsBackendId}")
            : "off",
        ProfileFields.ContentSafety => policies.ContentSafety is { } safety ? Text(safety) : "off",
        ProfileFields.RateLimit => policies.RateLimit is { } rate ? $"{rate.Calls} calls in {rate.RenewalPeriodSeconds} s" : "off",
        ProfileFields.CircuitBreaker => policies.CircuitBreaker is { } breaker
            ? $"after {breaker.FailureCount} failures in {breaker.IntervalSeconds} s, for {breaker.TripSeconds} s"
            : "off",
        ProfileFields.Retry => policies.Retry is { } retry ? $"{retry.Count} times, {retry.IntervalSeconds} s apart" : "off",
        ProfileFields.Extra => policies.Extra ?? "off",
        ProfileFields.Timeout => $"{policies.Timeout.TotalSeconds:0} s",
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "not a field of a profile"),
    };

    private static string Text(AuthenticationSettings authentication) => authentication switch
    {
        { Mode: AuthenticationMode.ApiKey, KeyVaultSecret: { } secret } => $"ApiKey from {secret.Host}",
        { Mode: AuthenticationMode.ApiKey } => "ApiKey of the account",
        { ClientId: { } client } => $"ManagedIdentity {client}",
        _ => "ManagedIdentity",
    };

    private static string Text(TokenLimitSettings limit) => List(
    [
        .. limit.TokensPerMinute is { } perMinute ? [$"{perMinute} tokens a minute"] : Array.Empty<string>(),
        .. limit.TokenQuota is { } quota ? [$"{quota} tokens {limit.TokenQuotaPeriod}"] : Array.Empty<string>(),
    ]);

    private static string Text(ContentSafetySettings safety) => List(
    [
        $"backend {safety.BackendId}",
        .. safety.Categories.OrderBy(category => category.Key, StringComparer.Ordinal).Select(category => $"{category.Key} {category.Value}"),
        .. safety.ShieldPrompt ? ["shielded prompts"] : Array.Empty<string>(),
        .. safety.Blocklists.Count > 0 ? [$"block lists {List(safety.Blocklists)}"] : Array.Empty<string>(),
    ]);

    private static string List(IReadOnlyList<string> words) => words.Count == 0 ? "none" : string.Join(", ", words);
}
