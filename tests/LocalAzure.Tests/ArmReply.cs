using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace LocalAzure.Tests;

/// <summary>An answer of the management plane, read to its end.</summary>
public sealed record ArmReply(int Status, JsonObject? Body, HttpResponseHeaders Headers)
{
    public string? Code => (string?)Body?["error"]?["code"];

    /// <summary>The message and those of the details.</summary>
    public string Message =>
        string.Join(
            ' ',
            [
                (string?)Body?["error"]?["message"],
                .. (Body?["error"]?["details"] as JsonArray ?? []).Select(one => (string?)one!["message"]),
            ]
        );

    public JsonObject Properties => (JsonObject)Body!["properties"]!;

    public JsonArray Value => (JsonArray)Body!["value"]!;

    public IEnumerable<string> Names => Value.Select(one => (string)one!["name"]!);

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}
