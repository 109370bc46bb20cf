using System.Text.Json.Nodes;

namespace Importer.Tests.Arm;

/// <summary>A request as it went out.</summary>
internal sealed record Sent(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public override string ToString() => $"{Method} {Path}";
}
