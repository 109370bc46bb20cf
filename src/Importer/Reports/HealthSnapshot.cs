using System.Text.Json.Serialization;

namespace Importer.Reports;

/// <summary>What a round of test calls showed. Serialised in camelCase; the field names are a contract.</summary>
public sealed record HealthSnapshot
{
    /// <summary>When the round ended (UTC).</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>How many checks came to which verdict.</summary>
    public required HealthSummary Summary { get; init; }

    /// <summary>One check for each deployment and API.</summary>
    public IReadOnlyList<HealthCheck> Checks { get; init => field = value ?? []; } = [];

    /// <summary>What the day's test calls have cost so far.</summary>
    public HealthBudget Budget { get; init => field = value ?? new(); } = new();

    /// <summary>The rounds of the last day, oldest first.</summary>
    public IReadOnlyList<HealthMoment> History { get; init => field = value ?? []; } = [];

    /// <summary>What is imported, and why so.</summary>
    public IReadOnlyList<ImportedDeployment> Imported { get; init => field = value ?? []; } = [];

    /// <summary>What is left out, and why.</summary>
    public IReadOnlyList<RunSetAside> SetAside { get; init => field = value ?? []; } = [];

    /// <summary>What stopped the round, if anything did; the checks are those of the round before then.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Error { get; init; }
}
