using System.Text.Json.Nodes;

namespace LocalAzure.Control;

/// <summary>The next <see cref="Times"/> matching requests fail so. Only a delay: the call passes, late.</summary>
public sealed record FaultRule
{
    public required string Surface { get; init; }

    /// <summary>Any method when absent.</summary>
    public string? Method { get; init; }

    /// <summary>A regular expression over the path with its query, ignoring case.</summary>
    public required string PathPattern { get; init; }

    public int Times { get; init; } = 1;

    public int? Status { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>A string is sent as it is, anything else as JSON.</summary>
    public JsonNode? Body { get; init; }

    public int? DelayMs { get; init; }

    /// <summary><c>before</c>: the connection closes and nothing is done; <c>after</c>: the work is done, the answer is lost.</summary>
    public string? Drop { get; init; }

    /// <summary>
    /// The work is done; then, before the answer or anything else leaves, the worker gets SIGKILL. The answer is lost with it.
    /// </summary>
    public bool Kill { get; init; }

    /// <summary>So many matching requests pass before the rule bites.</summary>
    public int Skip { get; init; }
}
