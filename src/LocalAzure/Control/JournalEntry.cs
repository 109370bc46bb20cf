using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LocalAzure.Control;

/// <summary>One request and its answer, verbatim; kept in memory only.</summary>
public sealed record JournalEntry
{
    /// <summary>Given by the journal.</summary>
    public long Seq { get; init; }

    /// <summary>When the request came in, on the local clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>arm, gateway, foundry, eventgrid, host, identity or blob.</summary>
    public required string Surface { get; init; }

    public required string Method { get; init; }

    /// <summary>Path with its query, as it came.</summary>
    public required string Path { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>JSON as JSON, other text as a string, bytes as <c>base64:…</c>; null when there was none.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>Absent when the connection was dropped before any answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Status { get; init; }

    public IReadOnlyDictionary<string, string> ResponseHeaders { get; init; } = new Dictionary<string, string>();

    public JsonNode? Response { get; init; }

    public double Ms { get; init; }

    /// <summary><c>importer</c> for the worker's identity, <c>gateway</c> for the gateway's, else <c>other</c>.</summary>
    public string Caller { get; init; } = "other";

    /// <summary>What an injected fault did to this request, if one did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fault { get; init; }
}
