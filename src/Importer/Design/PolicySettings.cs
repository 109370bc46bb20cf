namespace Importer.Design;

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

    /// <summary>How long the gateway waits for the model.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);
}
