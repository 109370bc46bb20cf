namespace Importer.Design;

/// <summary>Checks prompts with AI Content Safety.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-content-safety-policy</remarks>
public sealed record ContentSafetySettings
{
    /// <summary>The id of the Content Safety backend.</summary>
    public required string BackendId { get; init; }

    /// <summary>Whether attacks on the prompt are looked for.</summary>
    public bool ShieldPrompt { get; init; }

    /// <summary>Whether answers are checked as well.</summary>
    public bool EnforceOnCompletions { get; init; }

    /// <summary>Thresholds by category (<c>Hate</c>, <c>SelfHarm</c>, <c>Sexual</c>, <c>Violence</c>), 0 to 7.</summary>
    public IReadOnlyDictionary<string, int> Categories { get; init; } = new Dictionary<string, int>();

    /// <summary>Ids of block lists.</summary>
    public IReadOnlyList<string> Blocklists { get; init; } = [];

    /// <summary><c>FourSeverityLevels</c> or <c>EightSeverityLevels</c>; null for the service's default.</summary>
    public string? OutputType { get; init; }
}
