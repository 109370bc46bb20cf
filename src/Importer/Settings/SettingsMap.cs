using static Importer.Settings.SettingShape;

namespace Importer.Settings;

/// <summary>Every setting there is. What is not on this map is a fault; <c>docs/importer.schema.json</c> is held to it by a test.</summary>
internal static class SettingsMap
{
    private static readonly SettingShape Policies = Group(
        "Policies",
        Policy("TokenLimit", "TokensPerMinute", "TokenQuota", "TokenQuotaPeriod", "CounterKey", "EstimatePromptTokens"),
        Policy("TokenMetrics", "Namespace", Names("Dimensions"), "Logger"),
        Policy("SemanticCache", "ScoreThreshold", "EmbeddingsBackendId", "DurationSeconds", Values("VaryBy"), "IgnoreSystemMessages", "MaxMessageCount"),
        Policy("ContentSafety", "BackendId", "ShieldPrompt", "EnforceOnCompletions", Names("Categories"), Values("Blocklists"), "OutputType"),
        Policy("RateLimit", "Calls", "RenewalPeriodSeconds", "CounterKey"),
        Policy("CircuitBreaker", "FailureCount", "IntervalSeconds", "TripSeconds"),
        Policy("Retry", "Count", "IntervalSeconds"),
        "Extra",
        "Timeout");

    private static readonly SettingShape[] Profile =
    [
        "BasePath", new("Compatibility", SettingKind.ValueOrValues), "Source", "DisplayName", "Description", Values("Products"), Values("Tags"),
        "SubscriptionRequired", "SubscriptionKeyAsBearer", new("Authentication", SettingKind.ValueOrGroup, "Mode", "ClientId", "Audience", "KeyVaultSecret"), "Access",
        Group("OpenApi", "Location", "Hash"), Group("Drift", Values("Ignore")), Policies,
    ];

    /// <summary>The object that holds all settings.</summary>
    public static SettingShape Root { get; } = Group(
        "Importer",
        Group("ApiManagement", "ServiceId"),
        Group("Arm", "Endpoint", "Audience"),
        Group("Discovery", Values("Scopes"), "OptOutTag", Values("AllowedHosts")),
        Group("Defaults", Profile),
        new("Rules", SettingKind.Groups, [Group("Match", "Account", "Deployment", "ModelFormat", "ModelName", "Tag"), .. Profile, "Import"]),
        Group("Deletion", "Mode", "After", "MaxShare", "MinCount"),
        Group("Drift", "Mode"),
        Group("Reports", "Container"),
        Group("Ownership", "Key"),
        Group("Health", "TokensPerDay", "CallsPerDay", "Images", "Timeout", "Concurrency", "Subscription", "ReadyWithin", "FreshFor", "HistoryDays"),
        Group("Notify", new SettingShape("Webhooks", SettingKind.Groups, "Url", "Format", "On")));
}
