using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Reports;
using Microsoft.AspNetCore.Http;

namespace Functions.Tests;

/// <summary>What became of an invocation: done or failed, what it put into the queue, and what an HTTP caller was answered.</summary>
internal sealed record AppAnswer(Exception? Failure, IReadOnlyList<JsonObject> Messages, DefaultHttpContext Http)
{
    /// <summary>True when the host takes the invocation for done; a failed one is delivered again.</summary>
    public bool IsDone => Failure is null;

    public int HttpStatus => Http.Response.StatusCode;

    public string HttpBody => Encoding.UTF8.GetString(((MemoryStream)Http.Response.Body).ToArray());

    public JsonObject HttpJson => JsonNode.Parse(HttpBody)!.AsObject();

    public RunReport HttpRun => JsonSerializer.Deserialize(HttpBody, ReportJson.Default.RunReport)!;

    public string? Location => Http.Response.Headers.Location;

    public IReadOnlyList<string> FaultyFields =>
        [.. HttpJson["error"]!["details"]!.AsArray().Select(detail => detail!["field"]!.GetValue<string>())];

    /// <summary>Everything that leaves the app by this invocation, as one text.</summary>
    public string Everything => $"{Failure?.Message} {HttpBody} {string.Join(' ', Messages.Select(message => message.ToJsonString()))}";
}
