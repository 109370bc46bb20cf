namespace Importer.Reports;

/// <summary>Everything a person looks at: health, drift and runs, each part as its own round left it. Serialised in camelCase; the field names are a contract.</summary>
public sealed record ReportDocument
{
    /// <summary>When the report was put together (UTC).</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>The latest round of test calls; null before the first.</summary>
    public HealthSnapshot? Health { get; init; }

    /// <summary>The latest drift check; null before the first.</summary>
    public DriftReport? Drift { get; init; }

    /// <summary>The newest runs, newest first.</summary>
    public IReadOnlyList<RunReport> Runs { get; init => field = value ?? []; } = [];

    /// <summary>What needs a person, with the fix.</summary>
    public IReadOnlyList<ReportAttention> Attention { get; init => field = value ?? []; } = [];

    /// <summary>The APIs whose last deployment went, and when they are withdrawn.</summary>
    public IReadOnlyList<PendingWithdrawal> Leaving { get; init => field = value ?? []; } = [];

    /// <summary>When the report was written that the changes are counted from; null for the first.</summary>
    public DateTimeOffset? ChangesSince { get; init; }

    /// <summary>What changed since then, in sentences.</summary>
    public IReadOnlyList<string> Changes { get; init => field = value ?? []; } = [];

    /// <summary>The checks of the last days, one series for each deployment and API.</summary>
    public IReadOnlyList<HealthSeries> Trends { get; init => field = value ?? []; } = [];
}
