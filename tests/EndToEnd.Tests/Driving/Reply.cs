using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Driving;

/// <summary>An answer of the gateway.</summary>
public sealed record Reply(HttpStatusCode Status, string Text)
{
    /// <summary>What the model said.</summary>
    public string? Said => (string?)JsonNode.Parse(Text)?["choices"]?[0]?["message"]?["content"];

    public override string ToString() => $"{(int)Status} {Text}";
}
