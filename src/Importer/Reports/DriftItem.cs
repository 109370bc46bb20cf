using System.Text.Json.Serialization;
using Importer.Gateway;

namespace Importer.Reports;

/// <summary>One resource that is not as designed.</summary>
public sealed record DriftItem
{
    /// <summary>In which way.</summary>
    public required DriftKind Kind { get; init; }

    /// <summary>Which resource: its kind and name, or an id.</summary>
    public required string Resource { get; init; }

    /// <summary>Which fields differ.</summary>
    public required IReadOnlyList<FieldDifference> Differences { get; init; }

    /// <summary>When the resource was last changed, and by what, where Resource Manager tells.</summary>
    public LastChange? LastChange { get; init; }

    /// <summary>What was done about it.</summary>
    public required DriftAction Action { get; init; }

    /// <summary>A sentence.</summary>
    [JsonConverter(typeof(RedactedText))]
    public required string Reason { get; init; }

    /// <summary>What puts it right, where the importer can do that; else the reason says what a person can do.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Fix { get; init; }
}
