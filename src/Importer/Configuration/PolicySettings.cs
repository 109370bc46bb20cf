namespace Importer.Configuration;

/// <summary>The AI policies of an API; null switches one off.</summary>
public sealed record PolicySettings
{
    /// <summary>Limits tokens per minute or per period.</summary>
    public TokenLimitSettings? TokenLimit { get; init; }

    /// <summary>Emits token counts as metrics.</summary>
    public TokenMetricsSettings? TokenMetrics { get; init; }

    /// <summary>Answers similar prompts from a cache.</summary>
    public SemanticCacheSettings? SemanticCache { get; init; }

    /// <summary>Checks prompts with AI Content Safety.</summary>
    public ContentSafetySettings? ContentSafety { get; init; }

    /// <summary>Limits calls per key.</summary>
    public RateLimitSettings? RateLimit { get; init; }

    /// <summary>Stops calling a failing backend for a while.</summary>
    public CircuitBreakerSettings? CircuitBreaker { get; init; }

    /// <summary>Tries a throttled or failed call again.</summary>
    public RetrySettings? Retry { get; init; }

    /// <summary>The id of a policy fragment to include at the end of inbound.</summary>
    public string? Extra { get; init; }

    /// <summary>
    /// What becomes of the API where the service has not the fragment of <see cref="Extra"/>; null for what holds for all, or the policy's
    /// default.
    /// </summary>
    public MissingPolicy? ExtraOnMissing { get; init; }

    /// <summary>
    /// What becomes of an API for whose policies the service lacks something; a policy's own word goes first. Null leaves it to each
    /// policy's default.
    /// </summary>
    public MissingPolicy? OnMissing { get; init; }

    /// <summary>How long the gateway waits for the model.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Whether a path that has a part twice (<c>/openai/openai</c>) is answered with the base URL that is right.</summary>
    public bool ExplainWrongPaths { get; init; }
}

/// <summary>Stops calling a failing backend for a while.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/backends#circuit-breaker</remarks>
public sealed record CircuitBreakerSettings
{
    /// <summary>How many failures trip it.</summary>
    public int FailureCount { get; init; } = 3;

    /// <summary>In how many seconds.</summary>
    public int IntervalSeconds { get; init; } = 60;

    /// <summary>For how many seconds the backend is left alone.</summary>
    public int TripSeconds { get; init; } = 60;

    /// <summary>
    /// What becomes of the API where the service cannot hold this policy; null for what holds for all, or the policy's default.
    /// </summary>
    public MissingPolicy? OnMissing { get; init; }
}

/// <summary>Checks prompts with AI Content Safety.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-content-safety-policy</remarks>
public sealed record ContentSafetySettings
{
    /// <summary>The id of the Content Safety backend.</summary>
    public required string BackendId { get; init; }

    /// <summary>Whether attacks on the prompt are looked for.</summary>
    public bool ShieldPrompt { get; init; }

    /// <summary>Whether answers are checked as well.</summary>
    public bool EnforceOnCompletions { get; init; }

    /// <summary>Thresholds by category (<c>Hate</c>, <c>SelfHarm</c>, <c>Sexual</c>, <c>Violence</c>), 0 to 7.</summary>
    public IReadOnlyDictionary<string, int> Categories { get; init; } = new Dictionary<string, int>();

    /// <summary>Ids of block lists.</summary>
    public IReadOnlyList<string> Blocklists { get; init; } = [];

    /// <summary><c>FourSeverityLevels</c> or <c>EightSeverityLevels</c>; null for the service's default.</summary>
    public string? OutputType { get; init; }

    /// <summary>
    /// What becomes of the API where the service cannot hold this policy; null for what holds for all, or the policy's default.
    /// </summary>
    public MissingPolicy? OnMissing { get; init; }
}

/// <summary>Limits calls.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy</remarks>
public sealed record RateLimitSettings
{
    /// <summary>How many calls.</summary>
    public required int Calls { get; init; }

    /// <summary>In how many seconds, at most 300.</summary>
    public required int RenewalPeriodSeconds { get; init; }

    /// <summary>A policy expression; null counts per subscription.</summary>
    public string? CounterKey { get; init; }

    /// <summary>
    /// What becomes of the API where the service cannot hold this policy; null for what holds for all, or the policy's default.
    /// </summary>
    public MissingPolicy? OnMissing { get; init; }
}

/// <summary>Tries a throttled or failed call again inside the gateway.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/retry-policy</remarks>
public sealed record RetrySettings
{
    /// <summary>How often, 1 to 50.</summary>
    public int Count { get; init; } = 2;

    /// <summary>Seconds between tries.</summary>
    public int IntervalSeconds { get; init; } = 1;
}

/// <summary>Answers similar prompts from a cache.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-semantic-cache-lookup-policy</remarks>
public sealed record SemanticCacheSettings
{
    /// <summary>How alike prompts must be, 0 to 1; lower is stricter.</summary>
    public required double ScoreThreshold { get; init; }

    /// <summary>The id of the backend that makes embeddings.</summary>
    public required string EmbeddingsBackendId { get; init; }

    /// <summary>How long an answer is kept, in seconds.</summary>
    public required int DurationSeconds { get; init; }

    /// <summary>Policy expressions that keep callers apart; empty keeps subscriptions apart.</summary>
    public IReadOnlyList<string> VaryBy { get; init; } = [];

    /// <summary>Whether system messages count.</summary>
    public bool? IgnoreSystemMessages { get; init; }

    /// <summary>How many messages a cached dialogue may have.</summary>
    public int? MaxMessageCount { get; init; }

    /// <summary>
    /// What becomes of the API where the service cannot hold this policy; null for what holds for all, or the policy's default.
    /// </summary>
    public MissingPolicy? OnMissing { get; init; }
}

/// <summary>Limits tokens; at least one of the two limits is given.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-token-limit-policy</remarks>
public sealed record TokenLimitSettings
{
    /// <summary>Tokens per minute.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>Tokens per <see cref="TokenQuotaPeriod"/>.</summary>
    public long? TokenQuota { get; init; }

    /// <summary><c>Hourly</c>, <c>Daily</c>, <c>Weekly</c>, <c>Monthly</c> or <c>Yearly</c>.</summary>
    public string? TokenQuotaPeriod { get; init; }

    /// <summary>A policy expression; null counts per subscription.</summary>
    public string? CounterKey { get; init; }

    /// <summary>Whether prompt tokens are estimated before the call.</summary>
    public bool EstimatePromptTokens { get; init; } = true;

    /// <summary>
    /// What becomes of the API where the service cannot hold this policy; null for what holds for all, or the policy's default.
    /// </summary>
    public MissingPolicy? OnMissing { get; init; }
}

/// <summary>Emits token counts to Application Insights.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy</remarks>
public sealed record TokenMetricsSettings
{
    /// <summary>The metric's namespace; null for the service's default.</summary>
    public string? Namespace { get; init; }

    /// <summary>Dimensions by name; an empty value stands for a default dimension.</summary>
    public IReadOnlyDictionary<string, string> Dimensions { get; init; } =
        new Dictionary<string, string> { ["API ID"] = "", ["Subscription ID"] = "" };

    /// <summary>The id of the Application Insights logger; null takes the only one there is.</summary>
    public string? Logger { get; init; }

    /// <summary>
    /// What becomes of the API where the service cannot hold this policy; null for what holds for all, or the policy's default.
    /// </summary>
    public MissingPolicy? OnMissing { get; init; }
}
