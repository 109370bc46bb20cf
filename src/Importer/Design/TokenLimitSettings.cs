namespace Importer.Design;

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
}
