using System.Globalization;
using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Answers a prompt from the cache when a similar one was answered before. Needs an external cache and an embeddings
/// backend; once per section.
/// Source: https://learn.microsoft.com/azure/api-management/llm-semantic-cache-lookup-policy
/// </summary>
internal sealed record SemanticCacheLookup : PolicyElement
{
    /// <summary>How different prompts may be, 0 to 1; lower is stricter, above 0.2 answers begin to be wrong.</summary>
    public required decimal ScoreThreshold { get; init; }

    /// <summary>The backend resource whose URL ends in <c>/openai/deployments/{name}/embeddings</c>.</summary>
    public required string EmbeddingsBackendId { get; init; }

    /// <summary>Whether system messages are left out of the comparison; null means they count.</summary>
    public bool? IgnoreSystemMessages { get; init; }

    /// <summary>Conversations with more messages are not looked up; null means no limit.</summary>
    public int? MaxMessageCount { get; init; }

    /// <summary>Expressions that keep callers apart; without one, everybody shares answers.</summary>
    public IReadOnlyList<string> VaryBy { get; init; } = [];

    /// <inheritdoc/>
    public override string ElementName => "llm-semantic-cache-lookup";

    /// <inheritdoc/>
    public override XElement ToXml()
    {
        if (ScoreThreshold is < 0 or > 1)
        {
            throw new InvalidOperationException("llm-semantic-cache-lookup: ScoreThreshold lies between 0 and 1.");
        }

        var element = Element(
            ElementName,
            ("score-threshold", ScoreThreshold.ToString("0.####", CultureInfo.InvariantCulture)),
            ("embeddings-backend-id", EmbeddingsBackendId),
            ("embeddings-backend-auth", "system-assigned"),
            ("ignore-system-messages", IgnoreSystemMessages),
            ("max-message-count", MaxMessageCount)
        );
        element.Add(VaryBy.Select(expression => new XElement("vary-by", expression)));
        return element;
    }

    /// <inheritdoc/>
    public bool Equals(SemanticCacheLookup? other) => SameXml(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => XmlHash(this);
}

/// <summary>
/// Keeps a successful answer for later lookups; outbound, once per section.
/// Source: https://learn.microsoft.com/azure/api-management/llm-semantic-cache-store-policy
/// </summary>
internal sealed record SemanticCacheStore : PolicyElement
{
    /// <summary>How long an answer is kept, in seconds.</summary>
    public required int DurationSeconds { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "llm-semantic-cache-store";

    /// <inheritdoc/>
    public override XElement ToXml() => Element(ElementName, ("duration", DurationSeconds));
}
