namespace Importer.Design;

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
}
