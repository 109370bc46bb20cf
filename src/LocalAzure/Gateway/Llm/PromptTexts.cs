using System.Text.Json.Nodes;

namespace LocalAzure.Gateway.Llm;

/// <summary>Finds the texts in the request bodies of the model APIs.</summary>
internal static class PromptTexts
{
    /// <summary>Chat messages; content is a text or an array of parts.</summary>
    public static IEnumerable<LlmMessage> Messages(JsonNode? messages) =>
        (messages as JsonArray ?? [])
            .OfType<JsonObject>()
            .Select(message => new LlmMessage(Word(message["role"]) ?? "user", Content(message["content"])));

    /// <summary>A text or an array of texts.</summary>
    public static IEnumerable<LlmMessage> Plain(JsonNode? input) =>
        input switch
        {
            JsonArray many => many.Select(one => new LlmMessage("user", Word(one) ?? string.Empty)),
            null => [],
            _ => [new LlmMessage("user", Word(input) ?? string.Empty)],
        };

    /// <summary>Instructions and input of the responses API.</summary>
    public static IEnumerable<LlmMessage> Responses(JsonObject body)
    {
        var instructions = Word(body["instructions"]) is { } text ? [new LlmMessage("system", text)] : Array.Empty<LlmMessage>();
        return instructions.Concat(body["input"] is JsonArray items ? Messages(items) : Plain(body["input"]));
    }

    private static string Content(JsonNode? content) =>
        content switch
        {
            JsonArray parts => string.Join(
                '\n',
                parts.Select(part => part is JsonObject ? Word(part["text"]) : Word(part)).OfType<string>()
            ),
            _ => Word(content) ?? string.Empty,
        };

    private static string? Word(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
