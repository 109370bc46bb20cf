using System.Text.Json.Serialization;
using Importer.Deployments;

namespace Importer.Health;

/// <summary>What a test call through the gateway showed.</summary>
public sealed record ProbeResult
{
    /// <summary>The deployment's full id.</summary>
    public required string Deployment { get; init; }

    /// <summary>The API it was called through.</summary>
    public required string Api { get; init; }

    /// <summary>How it was called.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>What was tried.</summary>
    public Capability? Capability { get; init; }

    /// <summary>The verdict.</summary>
    public required ProbeStatus Status { get; init; }

    /// <summary>The HTTP status, when there was an answer.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>How long the last call took, in milliseconds.</summary>
    public long? LatencyMs { get; init; }

    /// <summary>Tokens as the model reported them; null where the endpoint reports none.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>The audience of the gateway's token that the model took, where the documentation leaves open which one it takes (Anthropic).</summary>
    public string? Audience { get; init; }

    /// <summary>Why it is not healthy.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Cause { get; init; }

    /// <summary>The cause in one word; null when it is healthy.</summary>
    public CauseCode? Code { get; init; }

    /// <summary>What to do about it.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Fix { get; init; }

    /// <summary>How long to leave it alone, as the answer says.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many calls it took.</summary>
    [JsonIgnore]
    public int Calls { get; init; }

    [JsonIgnore]
    internal ProbeFault? Fault { get; init; }
}
