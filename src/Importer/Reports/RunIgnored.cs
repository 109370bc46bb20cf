using Importer.Gateway;

namespace Importer.Reports;

/// <summary>What differs from the design and is left as it is, because <c>Drift.Ignore</c> says that it is people's.</summary>
public sealed record RunIgnored
{
    /// <summary>What a run would have done about it.</summary>
    public required ChangeKind Change { get; init; }

    /// <summary>What kind of resource.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>The resource's name.</summary>
    public required string Name { get; init; }

    /// <summary>Which fields differ.</summary>
    public IReadOnlyList<FieldDifference> Differences { get; init => field = value ?? []; } = [];

    /// <summary>When the resource was last changed, and by what, where Resource Manager tells.</summary>
    public LastChange? LastChange { get; init; }
}
