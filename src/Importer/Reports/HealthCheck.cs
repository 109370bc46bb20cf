using System.Text.Json.Serialization;
using Importer.Deployments;
using Importer.Health;

namespace Importer.Reports;

/// <summary>How one deployment does through one API.</summary>
public sealed record HealthCheck
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

    /// <summary>How long the call took, in milliseconds.</summary>
    public long? LatencyMs { get; init; }

    /// <summary>Tokens as the model reported them.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>The audience of the gateway's token that the model took, where the documentation leaves open which one it takes.</summary>
    public string? Audience { get; init; }

    /// <summary>The cause in one word.</summary>
    public CauseCode? Code { get; init; }

    /// <summary>Why it is not healthy.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Cause { get; init; }

    /// <summary>What to do about it.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Fix { get; init; }

    /// <summary>Since when the verdict is this one.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When it was last called; null when it never was.</summary>
    public DateTimeOffset? CalledAt { get; init; }

    /// <summary>When it was first looked at.</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When it last answered well; null when it never did.</summary>
    public DateTimeOffset? HealthyAt { get; init; }

    /// <summary>The most tokens that a call of it has used; reserved before the next one.</summary>
    public int MostTokens { get; init; }

    /// <summary>Until when it is left alone, as its last answer asked.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    internal string Key => KeyOf(Deployment, Api);

    internal static string KeyOf(string deployment, string api) => $"{deployment} {api}".ToUpperInvariant();
}
