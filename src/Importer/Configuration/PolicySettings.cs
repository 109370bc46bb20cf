namespace Importer.Configuration;

/// <summary>The AI policies of an API; null switches one off.</summary>
[SettingGroup(
    "Extra",
    "Id of a policy fragment that is included at the end of inbound, or an object with it.",
    Switch = true,
    Short = "Fragment"
)]
public sealed record PolicySettings
{
    internal const string OnMissingText =
        "What becomes of an API whose settings ask for a policy that the service cannot hold (a backend, fragment, cache or logger that is not there, a tier without it): Withhold does not make a new API and leaves one that is there exactly as it is; Publish makes it without the policy. A policy's own word goes before the word for all; without any, ContentSafety, TokenLimit, RateLimit and Extra are withheld, TokenMetrics, SemanticCache and CircuitBreaker published.";

    internal const string CounterKeyText =
        "What is counted together. A policy expression, @(…), or one of the words subscription, address, product, api. Default: the subscription, or the caller's address where none is required.";

    [Setting(
        "Limits tokens per minute, per period, or both.",
        Switch = true,
        OneOf = [nameof(TokenLimitSettings.TokensPerMinute), nameof(TokenLimitSettings.TokenQuota)]
    )]
    public TokenLimitSettings? TokenLimit { get; init; }

    [Setting("Emits token counts to Application Insights.", Switch = true)]
    public TokenMetricsSettings? TokenMetrics { get; init; }

    [Setting("Answers similar prompts from the service's external cache.", Switch = true)]
    public SemanticCacheSettings? SemanticCache { get; init; }

    [Setting("Checks prompts with AI Content Safety.", Switch = true)]
    public ContentSafetySettings? ContentSafety { get; init; }

    [Setting("Limits calls.", Switch = true)]
    public RateLimitSettings? RateLimit { get; init; }

    [Setting("Leaves a failing backend alone for a while.", Switch = true, ForFleets = false)]
    public CircuitBreakerSettings? CircuitBreaker { get; init; }

    [Setting("Tries a throttled or failed call again inside the gateway.", Switch = true, ForFleets = false)]
    public RetrySettings? Retry { get; init; }

    [Setting("Id of the policy fragment.", At = "Extra.Fragment", Pattern = SettingForms.Fragment, MaxLength = 80)]
    public string? Extra { get; init; }

    [Setting(OnMissingText, At = "Extra.OnMissing")]
    public MissingPolicy? ExtraOnMissing { get; init; }

    [Setting(
        "How long the gateway waits for a model: whole seconds, at most four minutes. As hh:mm:ss or in seconds.",
        ForFleets = false,
        Min = 1,
        Max = 240,
        WholeSeconds = true
    )]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    [Setting("Whether a call whose path has a part twice (/openai/openai) is answered with 404 and the base URL that is right.")]
    public bool ExplainWrongPaths { get; init; } = true;

    [Setting(OnMissingText)]
    public MissingPolicy? OnMissing { get; init; }
}

/// <summary>Stops calling a failing backend for a while.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/backends#circuit-breaker</remarks>
public sealed record CircuitBreakerSettings
{
    [Setting("How many failures trip it.", Min = 1, Max = 10_000)]
    public int FailureCount { get; init; } = 3;

    [Setting("In how many seconds.", Min = 1, Max = 86_400)]
    public int IntervalSeconds { get; init; } = 60;

    [Setting("For how many seconds the backend is left alone.", Min = 1, Max = 86_400)]
    public int TripSeconds { get; init; } = 60;

    [Setting(PolicySettings.OnMissingText)]
    public MissingPolicy? OnMissing { get; init; }
}

/// <summary>Checks prompts with AI Content Safety.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-content-safety-policy</remarks>
public sealed record ContentSafetySettings
{
    [Setting("Id of the backend that points at AI Content Safety.", Pattern = SettingForms.Id, MaxLength = 80)]
    public required string BackendId { get; init; }

    [Setting("Whether attacks on the prompt are looked for.")]
    public bool ShieldPrompt { get; init; }

    [Setting("Whether answers are checked as well.")]
    public bool EnforceOnCompletions { get; init; }

    [Setting(
        "Thresholds from 0 to 7 by category (Hate, SelfHarm, Sexual, Violence); with four severity levels 0, 2, 4 or 6.",
        Names = ["Hate", "SelfHarm", "Sexual", "Violence"],
        Min = 0,
        Max = 7,
        Example = """{ "Hate": 4, "Violence": 4 }"""
    )]
    public IReadOnlyDictionary<string, int> Categories { get; init; } = new Dictionary<string, int>();

    [Setting("Ids of block lists.")]
    public IReadOnlyList<string> Blocklists { get; init; } = [];

    [Setting(
        "How categories are graded. The service's default is four levels.",
        Words = ["FourSeverityLevels", "EightSeverityLevels"],
        Needs = nameof(Categories)
    )]
    public string? OutputType { get; init; }

    [Setting(PolicySettings.OnMissingText)]
    public MissingPolicy? OnMissing { get; init; }
}

/// <summary>Limits calls.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy</remarks>
public sealed record RateLimitSettings
{
    [Setting("How many calls.", Min = 1)]
    public required int Calls { get; init; }

    [Setting("In how many seconds.", Min = 1, Max = 300)]
    public required int RenewalPeriodSeconds { get; init; }

    [Setting(PolicySettings.CounterKeyText, Pattern = SettingForms.Key)]
    public string? CounterKey { get; init; }

    [Setting(PolicySettings.OnMissingText)]
    public MissingPolicy? OnMissing { get; init; }
}

/// <summary>Tries a throttled or failed call again inside the gateway.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/retry-policy</remarks>
public sealed record RetrySettings
{
    [Setting("How often.", Min = 1, Max = 50)]
    public int Count { get; init; } = 2;

    [Setting("Seconds between tries.", Min = 1, Max = 300)]
    public int IntervalSeconds { get; init; } = 1;
}

/// <summary>Answers similar prompts from a cache.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-semantic-cache-lookup-policy</remarks>
public sealed record SemanticCacheSettings
{
    [Setting("How alike prompts must be; lower is stricter. Start with 0.05.", Min = 0, Max = 1, Example = "0.05")]
    public required double ScoreThreshold { get; init; }

    [Setting("Id of the backend that makes embeddings.", Pattern = SettingForms.Id, MaxLength = 80)]
    public required string EmbeddingsBackendId { get; init; }

    [Setting("How long an answer is kept, in seconds.", Min = 1)]
    public required int DurationSeconds { get; init; }

    [Setting(
        "What keeps callers apart: expressions or the words of CounterKey. Empty keeps subscriptions apart.",
        Pattern = SettingForms.Key
    )]
    public IReadOnlyList<string> VaryBy { get; init; } = [];

    [Setting("Whether system messages are left out of the comparison.")]
    public bool? IgnoreSystemMessages { get; init; }

    [Setting("Longest dialogue that is cached, in messages.", Min = 1)]
    public int? MaxMessageCount { get; init; }

    [Setting(PolicySettings.OnMissingText)]
    public MissingPolicy? OnMissing { get; init; }
}

/// <summary>Limits tokens; at least one of the two limits is given.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-token-limit-policy</remarks>
public sealed record TokenLimitSettings
{
    [Setting("Tokens per minute; over it callers get 429.", Min = 1)]
    public int? TokensPerMinute { get; init; }

    [Setting("Tokens per period; over it callers get 403.", Min = 1, Needs = nameof(TokenQuotaPeriod))]
    public long? TokenQuota { get; init; }

    [Setting("The period of TokenQuota.", Words = ["Hourly", "Daily", "Weekly", "Monthly", "Yearly"], Needs = nameof(TokenQuota))]
    public string? TokenQuotaPeriod { get; init; }

    [Setting(PolicySettings.CounterKeyText, Pattern = SettingForms.Key)]
    public string? CounterKey { get; init; }

    [Setting("Whether the prompt's tokens are estimated before the call.")]
    public bool EstimatePromptTokens { get; init; } = true;

    [Setting(PolicySettings.OnMissingText)]
    public MissingPolicy? OnMissing { get; init; }
}

/// <summary>Emits token counts to Application Insights.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy</remarks>
public sealed record TokenMetricsSettings
{
    [Setting("The metric's namespace; without it API Management's own.")]
    public string? Namespace { get; init; }

    [Setting(
        "Dimensions by name. An empty value takes the gateway's own (API ID, Operation ID, Product ID, User ID, Subscription ID, Location, Gateway ID, Backend ID); at most five others, each with a text or expression.",
        MinLength = 0,
        Pattern = SettingForms.Value,
        Example = """{ "API ID": "", "Team": "@(context.Subscription?.Name ?? \"none\")" }"""
    )]
    public IReadOnlyDictionary<string, string> Dimensions { get; init; } =
        new Dictionary<string, string> { ["API ID"] = "", ["Subscription ID"] = "" };

    [Setting("Id of the Application Insights logger; without it the only one there is.", Pattern = SettingForms.Id, MaxLength = 256)]
    public string? Logger { get; init; }

    [Setting(PolicySettings.OnMissingText)]
    public MissingPolicy? OnMissing { get; init; }
}

/// <summary>What becomes of an API whose settings ask for a policy that the service cannot hold.</summary>
public enum MissingPolicy
{
    /// <summary>A new API is not made, and one that is there stays as it is, until the service can hold the policy.</summary>
    Withhold,

    /// <summary>The API is made without the policy, and people are told.</summary>
    Publish,
}

/// <summary>
/// Finds what holds where the service lacks what a policy stands on: the policy's own word, then the word for all, then the policy's
/// default.
/// </summary>
internal static class MissingPolicies
{
    /// <summary>The policies that guard an API: without them it is withheld unless somebody says otherwise.</summary>
    public static IReadOnlyList<string> Guards { get; } =
    [ProfileFields.ContentSafety, ProfileFields.TokenLimit, ProfileFields.RateLimit, ProfileFields.Extra];

    /// <summary>What holds for the policy under <paramref name="field"/>.</summary>
    public static MissingPolicy Of(string field, PolicySettings policies) =>
        Own(field, policies) ?? policies.OnMissing ?? (Guards.Contains(field) ? MissingPolicy.Withhold : MissingPolicy.Publish);

    /// <summary>The setting that says so for this policy alone.</summary>
    public static string SettingOf(string field) => $"{field}.{nameof(PolicySettings.OnMissing)}";

    private static MissingPolicy? Own(string field, PolicySettings policies) =>
        field switch
        {
            ProfileFields.TokenLimit => policies.TokenLimit?.OnMissing,
            ProfileFields.TokenMetrics => policies.TokenMetrics?.OnMissing,
            ProfileFields.SemanticCache => policies.SemanticCache?.OnMissing,
            ProfileFields.ContentSafety => policies.ContentSafety?.OnMissing,
            ProfileFields.RateLimit => policies.RateLimit?.OnMissing,
            ProfileFields.CircuitBreaker => policies.CircuitBreaker?.OnMissing,
            ProfileFields.Extra => policies.ExtraOnMissing,
            _ => null,
        };
}
