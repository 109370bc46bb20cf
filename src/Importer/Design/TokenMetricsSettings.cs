namespace Importer.Design;

/// <summary>Emits token counts to Application Insights.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy</remarks>
public sealed record TokenMetricsSettings
{
    /// <summary>The metric's namespace; null for the service's default.</summary>
    public string? Namespace { get; init; }

    /// <summary>Dimensions by name; an empty value stands for a default dimension.</summary>
    public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string> { ["API ID"] = "", ["Subscription ID"] = "" };

    /// <summary>The id of the Application Insights logger; null takes the only one there is.</summary>
    public string? Logger { get; init; }
}
