using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.Demo;

/// <summary>An HTTP answer, read whole.</summary>
internal sealed record Reply
{
    public required HttpStatusCode Status { get; init; }

    public required string Text { get; init; }

    public bool IsOk => (int)Status is >= 200 and < 300;

    public JsonNode? Json => Parse(Text);

    public static async Task<Reply> SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(request, cancellationToken);
        return new Reply { Status = response.StatusCode, Text = await response.Content.ReadAsStringAsync(cancellationToken) };
    }

    public override string ToString() => $"{(int)Status} {Text}";

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
