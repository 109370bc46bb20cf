using Importer.Policies;

namespace Importer.Tests.Policies;

/// <summary>Every combination of the switches of an API's policy.</summary>
internal static class ApiPolicySamples
{
    private static readonly Func<ApiPolicyParts, ApiPolicyParts>[] Switches =
    [
        parts => parts with { ContentSafety = Safety },
        parts =>
            parts with
            {
                CacheLookup = Lookup,
                CacheStore = new() { DurationSeconds = 90 },
            },
        parts =>
            parts with
            {
                RateLimit = new()
                {
                    CounterKey = CounterKeys.PerAddress,
                    Calls = 9,
                    RenewalPeriodSeconds = 60,
                },
            },
        parts => parts with { TokenLimit = Rate },
        parts => parts with { TokenLimit = Quota },
        parts =>
            parts with
            {
                TokenMetric = new() { Namespace = "ai", Dimensions = [new("API ID"), new("Team", "@(context.Product?.Name ?? \"-\")")] },
            },
        parts => parts with { Retries = 3 },
        parts => parts with { Fragments = ["house-rules", "more"] },
        parts => parts with { TimeoutSeconds = 120 },
        parts => parts with { WrongPaths = WrongPaths.OfAzureOpenAI(inOperations: false) },
        parts => parts with { KeyHeader = "x-team-key", KeyQuery = "team-key" },
        parts =>
            parts with
            {
                CountedWhen = OperationConditions.ForTemplates(
                    "POST",
                    ["/deployments/{deployment-id}/chat/completions", "/deployments/{deployment-id}/embeddings"]
                ),
                CachedWhen = OperationConditions.ForTemplates("POST", ["/deployments/{deployment-id}/chat/completions"]),
            },
    ];

    private static readonly ApiPolicyParts[] Starts =
    [
        new() { Backend = new() { BackendId = "contoso" } },
        new()
        {
            Backend = new() { BackendId = "contoso" },
            Identity = new() { Resource = "https://ai.azure.com", ClientId = "id" },
        },
        new()
        {
            Backend = new() { BaseUrl = new Uri("https://contoso.openai.azure.com") },
            BackendKey = "{{contoso-key}}",
        },
    ];

    public static IEnumerable<PolicyDocument> All() =>
        from start in Starts
        from bits in Enumerable.Range(0, 1 << Switches.Length)
        select ApiPolicyDocument.Compose(
            Switches.Where((_, number) => (bits & (1 << number)) != 0).Aggregate(start, (parts, apply) => apply(parts))
        );

    private static ContentSafety Safety =>
        new()
        {
            BackendId = "safety",
            ShieldPrompt = true,
            EnforceOnCompletions = true,
            OutputType = SeverityLevels.EightSeverityLevels,
            Categories = [.. Enum.GetValues<HarmCategory>().Select(kind => new ContentSafetyCategory(kind, 4))],
            Blocklists = ["a", "b"],
        };

    private static SemanticCacheLookup Lookup =>
        new()
        {
            EmbeddingsBackendId = "emb",
            ScoreThreshold = 0.05m,
            IgnoreSystemMessages = true,
            MaxMessageCount = 6,
            VaryBy = [CounterKeys.PerSubscription(subscriptionRequired: false), CounterKeys.PerProduct, CounterKeys.PerModel],
        };

    private static TokenLimit Rate =>
        new()
        {
            CounterKey = CounterKeys.PerSubscription(subscriptionRequired: true),
            TokensPerMinute = 1000,
            EstimatePromptTokens = true,
        };

    private static TokenLimit Quota =>
        new()
        {
            CounterKey = CounterKeys.PerProduct,
            TokenQuota = 5_000_000_000,
            TokenQuotaPeriod = TokenQuotaPeriod.Weekly,
            RemainingQuotaTokensHeaderName = "x-left",
        };
}
