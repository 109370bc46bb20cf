using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.Gateway.Llm;

/// <summary>The model's words in a whole answer.</summary>
internal static class AnswerTexts
{
    public static string Of(GatewayResponse response)
    {
        try
        {
            var body = JsonNode.Parse(response.Body);
            return string.Join('\n', Choices(body).Concat(Outputs(body)).OfType<string>());
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return string.Empty;
        }
    }

    private static IEnumerable<string?> Choices(JsonNode? body) =>
        (body?["choices"] as JsonArray ?? []).Select(choice => (string?)choice?["message"]?["content"] ?? (string?)choice?["text"]);

    private static IEnumerable<string?> Outputs(JsonNode? body) =>
        (body?["output"] as JsonArray ?? []).SelectMany(item => item?["content"] as JsonArray ?? []).Select(part => (string?)part?["text"]);
}
