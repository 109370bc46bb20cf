using Importer.Gateway;

namespace Importer.Planning;

/// <summary>Something the plan leaves as it is, with the reason.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">The resource, account or API it is about.</param>
/// <param name="Reason">A sentence with the way out.</param>
public sealed record PlanFinding(FindingKind Kind, string Subject, string Reason)
{
    /// <summary>When the API is withdrawn, where it is about that.</summary>
    public DateTimeOffset? LeavesAt { get; init; }

    /// <summary>True when something could not be read, so that the run is worth trying again.</summary>
    public bool MayPass { get; init; }

    /// <summary>Which fields are not as they should be, where something stays that deviates.</summary>
    public IReadOnlyList<FieldDifference> Differences { get; init; } = [];
}
