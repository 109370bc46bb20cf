using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Limits tokens per minute (429 when exceeded) or per period (403 when exceeded), counted per key, gateway and region.
/// Counts chat, completions, embeddings and responses only; not on the Consumption tier.
/// Source: https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
/// </summary>
internal sealed record TokenLimit : PolicyElement
{
    /// <summary>What is counted together: an expression or a word, see <see cref="CounterKeys"/>.</summary>
    public required string CounterKey { get; init; }

    /// <summary>Tokens allowed in a minute.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>Tokens allowed in a period; comes with <see cref="TokenQuotaPeriod"/>.</summary>
    public long? TokenQuota { get; init; }

    /// <summary>The period of <see cref="TokenQuota"/>.</summary>
    public TokenQuotaPeriod? TokenQuotaPeriod { get; init; }

    /// <summary>Whether prompts are counted before they are sent, so that a call over the limit never leaves.</summary>
    public bool EstimatePromptTokens { get; init; }

    /// <summary>The answer's header that says when to come back; null means <c>Retry-After</c>.</summary>
    public string? RetryAfterHeaderName { get; init; }

    /// <summary>The answer's header for the tokens left in this minute; null means none.</summary>
    public string? RemainingTokensHeaderName { get; init; }

    /// <summary>The answer's header for the tokens left in the quota; null means none.</summary>
    public string? RemainingQuotaTokensHeaderName { get; init; }

    /// <summary>The answer's header for the tokens that this call took; null means none.</summary>
    public string? TokensConsumedHeaderName { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "llm-token-limit";

    /// <inheritdoc/>
    public override XElement ToXml()
    {
        Check();
        return Element(
            ElementName,
            ("counter-key", CounterKey),
            ("tokens-per-minute", TokensPerMinute),
            ("token-quota", TokenQuota),
            ("token-quota-period", TokenQuotaPeriod),
            ("estimate-prompt-tokens", EstimatePromptTokens),
            ("retry-after-header-name", RetryAfterHeaderName),
            ("remaining-tokens-header-name", RemainingTokensHeaderName),
            ("remaining-quota-tokens-header-name", RemainingQuotaTokensHeaderName),
            ("tokens-consumed-header-name", TokensConsumedHeaderName)
        );
    }

    private void Check()
    {
        if (TokensPerMinute is null && TokenQuota is null)
        {
            throw new InvalidOperationException("llm-token-limit needs TokensPerMinute or TokenQuota.");
        }

        if ((TokenQuota is null) != (TokenQuotaPeriod is null))
        {
            throw new InvalidOperationException("llm-token-limit needs TokenQuota and TokenQuotaPeriod together.");
        }
    }
}

/// <summary>How long a token quota lasts before it starts afresh.</summary>
internal enum TokenQuotaPeriod
{
    /// <summary>An hour.</summary>
    Hourly,

    /// <summary>A day.</summary>
    Daily,

    /// <summary>A week.</summary>
    Weekly,

    /// <summary>A month.</summary>
    Monthly,

    /// <summary>A year.</summary>
    Yearly,
}
