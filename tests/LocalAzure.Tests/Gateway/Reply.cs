using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway;

/// <summary>An answer, read to its end.</summary>
public sealed record Reply(int Status, string Text, HttpResponseHeaders Headers, string? ContentType)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The words of a chat answer.</summary>
    public string Answer => (string)Json["choices"]![0]!["message"]!["content"]!;

    public static async Task<Reply> ReadAsync(HttpResponseMessage response) =>
        new(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers,
            response.Content.Headers.ContentType?.MediaType
        );

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}
