using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Puts a policy fragment of the same service at this place; the hook for what people add themselves.
/// Source: https://learn.microsoft.com/azure/api-management/include-fragment-policy
/// </summary>
internal sealed record IncludeFragment : PolicyElement
{
    /// <summary>The fragment's name, no expression.</summary>
    public required string FragmentId { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "include-fragment";

    /// <inheritdoc/>
    public override XElement ToXml() => Element(ElementName, ("fragment-id", FragmentId));
}
