using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Sends token counts to Application Insights; needs a logger and a diagnostic with <c>metrics: true</c>.
/// Source: https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy
/// </summary>
public sealed record EmitTokenMetric : PolicyElement
{
    /// <summary>The metric's namespace, no expression; null means <c>API Management</c>.</summary>
    public string? Namespace { get; init; }

    /// <summary>What the counts are split by; at least one.</summary>
    public required IReadOnlyList<MetricDimension> Dimensions { get; init; }

    /// <summary>The element's name.</summary>
    public const string Name = "llm-emit-token-metric";

    /// <inheritdoc/>
    public override string ElementName => Name;

    /// <inheritdoc/>
    public override XElement ToXml()
    {
        Check();
        var element = Element(ElementName, ("namespace", Namespace));
        element.Add(Dimensions.Select(dimension =>
            Element("dimension", ("name", dimension.Name), ("value", dimension.Value))));
        return element;
    }

    /// <inheritdoc/>
    public bool Equals(EmitTokenMetric? other) => SameXml(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => XmlHash(this);

    private void Check()
    {
        if (Dimensions.Count == 0)
        {
            throw new InvalidOperationException("llm-emit-token-metric needs at least one dimension.");
        }

        if (Dimensions.FirstOrDefault(dimension => dimension.Value is null && !dimension.IsDefault) is { } bare)
        {
            throw new InvalidOperationException(
                $"llm-emit-token-metric: dimension '{bare.Name}' needs a value; only default dimensions know their own.");
        }

        if (Dimensions.Count(dimension => !dimension.IsDefault) > MetricDimension.MaxCustom)
        {
            throw new InvalidOperationException(
                $"llm-emit-token-metric takes at most {MetricDimension.MaxCustom} dimensions of one's own.");
        }
    }
}
