using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Keeps a successful answer for later lookups; outbound, once per section.
/// Source: https://learn.microsoft.com/azure/api-management/llm-semantic-cache-store-policy
/// </summary>
public sealed record SemanticCacheStore : PolicyElement
{
    /// <summary>How long an answer is kept, in seconds.</summary>
    public required int DurationSeconds { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "llm-semantic-cache-store";

    /// <inheritdoc/>
    public override XElement ToXml() => Element(ElementName, ("duration", DurationSeconds));
}
