using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Sends token counts to Application Insights; needs a logger and a diagnostic with <c>metrics: true</c>.
/// Source: https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy
/// </summary>
internal sealed record EmitTokenMetric : PolicyElement
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
        element.Add(Dimensions.Select(dimension => Element("dimension", ("name", dimension.Name), ("value", dimension.Value))));
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
                $"llm-emit-token-metric: dimension '{bare.Name}' needs a value; only default dimensions know their own."
            );
        }

        if (Dimensions.Count(dimension => !dimension.IsDefault) > MetricDimension.MaxCustom)
        {
            throw new InvalidOperationException(
                $"llm-emit-token-metric takes at most {MetricDimension.MaxCustom} dimensions of one's own."
            );
        }
    }
}

/// <summary>
/// One dimension of the token metric.
/// Source: https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy
/// </summary>
/// <param name="Name">One of <see cref="DefaultNames"/>, or a name of one's own.</param>
/// <param name="Value">Its value, mostly an expression; null only for a default dimension, which knows its own.</param>
internal sealed record MetricDimension(string Name, string? Value = null)
{
    /// <summary>API Management accepts this many dimensions that are not default ones.</summary>
    public const int MaxCustom = 5;

    /// <summary>The dimensions that need no value (the list is not confirmed against a live service).</summary>
    public static IReadOnlySet<string> DefaultNames { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "API ID",
            "Operation ID",
            "Product ID",
            "User ID",
            "Subscription ID",
            "Location",
            "Gateway ID",
            "Backend ID",
        };

    /// <summary>Whether API Management fills this dimension itself.</summary>
    public bool IsDefault => DefaultNames.Contains(Name);
}
