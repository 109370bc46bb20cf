namespace LocalAzure.Gateway.Llm;

/// <summary>One custom metric.</summary>
internal sealed record Metric(
    DateTimeOffset Time,
    string Namespace,
    string Name,
    int Value,
    IReadOnlyDictionary<string, string> Dimensions
);
