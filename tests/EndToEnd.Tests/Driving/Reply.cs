using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Driving;

/// <summary>An answer of the gateway.</summary>
public sealed record Reply(HttpStatusCode Status, string Text)
{
    /// <summary>The answer's headers, the first value of each.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What the model said.</summary>
    public string? Said => (string?)JsonNode.Parse(Text)?["choices"]?[0]?["message"]?["content"];

    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public override string ToString() => $"{(int)Status} {Text}";
}
