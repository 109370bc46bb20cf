using System.Text.Json.Serialization;
using Importer.Gateway;

namespace Importer.Reports;

/// <summary>One change to the gateway.</summary>
public sealed record RunStep
{
    /// <summary>Create, update or delete.</summary>
    public required ChangeKind Change { get; init; }

    /// <summary>What kind of resource.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>The resource's name.</summary>
    public required string Name { get; init; }

    /// <summary>What came of it.</summary>
    public required StepOutcome Outcome { get; init; }

    /// <summary>Why it failed or was held back.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Reason { get; init; }

    /// <summary>Which fields differ.</summary>
    public IReadOnlyList<FieldDifference> Differences { get; init => field = value ?? []; } = [];

    /// <summary>When the resource was last changed, and by what, where Resource Manager tells.</summary>
    public LastChange? LastChange { get; init; }

    /// <summary>How long it took, in milliseconds; 0 when it was not tried.</summary>
    public long Ms { get; init; }
}
