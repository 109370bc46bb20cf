namespace Importer.Policies;

/// <summary>
/// One dimension of the token metric.
/// Source: https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy
/// </summary>
/// <param name="Name">One of <see cref="DefaultNames"/>, or a name of one's own.</param>
/// <param name="Value">Its value, mostly an expression; null only for a default dimension, which knows its own.</param>
public sealed record MetricDimension(string Name, string? Value = null)
{
    /// <summary>API Management accepts this many dimensions that are not default ones.</summary>
    public const int MaxCustom = 5;

    /// <summary>The dimensions that need no value (the list is not confirmed against a live service).</summary>
    public static IReadOnlySet<string> DefaultNames { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "API ID", "Operation ID", "Product ID", "User ID", "Subscription ID", "Location", "Gateway ID", "Backend ID",
    };

    /// <summary>Whether API Management fills this dimension itself.</summary>
    public bool IsDefault => DefaultNames.Contains(Name);
}
