using System.Text.Json.Serialization;

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
}
