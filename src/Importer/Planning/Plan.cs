namespace Importer.Planning;

/// <summary>What it takes to make the gateway hold the design.</summary>
public sealed record Plan
{
    /// <summary>The changes, in an order in which they can be made.</summary>
    public required IReadOnlyList<PlannedStep> Steps { get; init; }

    /// <summary>How many wanted resources are as they should be.</summary>
    public required int Unchanged { get; init; }

    /// <summary>What stands in the way of something wanted, and what is kept though not wanted.</summary>
    public IReadOnlyList<PlanFinding> Findings { get; init; } = [];

    /// <summary>What would be done, were it not people's by the setting <c>Drift.Ignore</c>.</summary>
    public IReadOnlyList<PlannedStep> Ignored { get; init; } = [];

    /// <summary>What is not as it should be and is only told, because the sweep does not do it (setting <c>Drift.Mode</c>).</summary>
    public IReadOnlyList<PlannedStep> Told { get; init; } = [];

    /// <summary>Why the plan may not be carried out; null when it may.</summary>
    public string? Refusal { get; init; }
}
