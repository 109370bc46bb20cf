using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Reports;

namespace Functions.Tests;

/// <summary>An answer of the handler, checked to be what the protocol wants: JSON, an object, never empty.</summary>
internal sealed record HandlerAnswer(int Status, JsonObject Body)
{
    /// <summary>The queue messages.</summary>
    public IReadOnlyList<JsonObject> Messages =>
        [.. (Body["Outputs"]?["requests"]?.AsArray() ?? []).Select(message => JsonNode.Parse(message!.GetValue<string>())!.AsObject())];

    /// <summary>What the HTTP caller is answered.</summary>
    public int HttpStatus => Response["statusCode"]!.GetValue<int>();

    public string HttpBody => Response["body"]!.GetValue<string>();

    public JsonObject HttpJson => JsonNode.Parse(HttpBody)!.AsObject();

    public RunReport HttpRun => JsonSerializer.Deserialize(HttpBody, ReportJson.Default.RunReport)!;

    public string? Location => Response["headers"]![nameof(Location)]?.GetValue<string>();

    public IReadOnlyList<string> FaultyFields => [.. HttpJson["error"]!["details"]!.AsArray().Select(detail => detail!["field"]!.GetValue<string>())];

    public string Logs => string.Join('\n', Body[nameof(Logs)]!.AsArray().Select(line => line!.GetValue<string>()));

    private JsonObject Response => Body["Outputs"]!["res"]!.AsObject();

    public static async Task<HandlerAnswer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
            Assert.NotEqual(System.Net.HttpStatusCode.NoContent, response.StatusCode);
            var body = Assert.IsType<JsonObject>(JsonNode.Parse(await response.Content.ReadAsStringAsync()));
            return new HandlerAnswer((int)response.StatusCode, body);
        }
    }
}
