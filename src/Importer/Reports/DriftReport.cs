using System.Text.Json.Serialization;
using Importer.Gateway;
using Importer.Redaction;

namespace Importer.Reports;

/// <summary>What the gateway holds that is not as designed. Serialised in camelCase; the field names are a contract.</summary>
public sealed record DriftReport
{
    /// <summary>When the check ended (UTC).</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>True when everything could be read and nothing differs, or all that differed was repaired.</summary>
    public required bool InSync { get; init; }

    /// <summary>What differs, one resource each.</summary>
    public required IReadOnlyList<DriftItem> Items { get; init; }

    /// <summary>The run that looked.</summary>
    public string? RunId { get; init; }

    /// <summary>What stopped the check or the repair, if anything did; a check that could not read tells no items.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Error { get; init; }

    /// <summary>Since when checks have been stopped; null when the last was not.</summary>
    public DateTimeOffset? ErrorSince { get; init; }

    /// <summary>When a check last came to its end (UTC); null when none is known to have.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>When a check that writes last came to its end (UTC); null when none is known to have.</summary>
    public DateTimeOffset? SweptAt { get; init; }

    /// <summary>True when everything could be read: what is not in <see cref="Items"/> then is as designed.</summary>
    public bool IsComplete { get; init; }
}

/// <summary>What was done about a drift.</summary>
public enum DriftAction
{
    /// <summary>Told, and left as it is.</summary>
    Reported,

    /// <summary>Put right.</summary>
    Repaired,

    /// <summary>Left as it is on purpose.</summary>
    Ignored,
}

/// <summary>One resource that is not as designed.</summary>
public sealed record DriftItem
{
    /// <summary>In which way.</summary>
    public required DriftKind Kind { get; init; }

    /// <summary>Which resource: its kind and name, or an id.</summary>
    public required string Resource { get; init; }

    /// <summary>Which fields differ.</summary>
    public required IReadOnlyList<FieldDifference> Differences { get; init; }

    /// <summary>When a check first found it so (UTC); null where that is not on record.</summary>
    public DateTimeOffset? Since { get; init; }

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

/// <summary>In which way a resource is not as designed.</summary>
public enum DriftKind
{
    /// <summary>Designed, and not there.</summary>
    Missing,

    /// <summary>Ours, and no longer designed.</summary>
    Orphan,

    /// <summary>There, with fields that differ.</summary>
    Changed,

    /// <summary>Its place is held by something that is not ours.</summary>
    Conflict,

    /// <summary>An identity or role that calls need is not there.</summary>
    Permission,
}
