using System.Text.Json.Nodes;
using LocalAzure.Gateway.Llm;

namespace LocalAzure.Foundry.Answers;

/// <summary>A chat request, checked against the rules of its model.</summary>
internal sealed record ChatRequest
{
    public required IReadOnlyList<LlmMessage> Messages { get; init; }

    public required int? Limit { get; init; }

    public required int Choices { get; init; }

    public required bool IsStream { get; init; }

    public required bool IncludesUsage { get; init; }

    /// <summary>The function that the caller insists on; null for words.</summary>
    public required string? ForcedFunction { get; init; }

    public required bool WantsJson { get; init; }

    /// <exception cref="FoundryException">400.</exception>
    public static ChatRequest Read(JsonObject body, ModelCard model)
    {
        if (RequestFields.Require(body, "messages") is not JsonArray { Count: > 0 } messages)
        {
            throw RequestFields.WrongType("messages", "a non-empty array of messages");
        }

        CheckAudio(body, messages, model);
        CheckModelRules(body, model);
        return new ChatRequest
        {
            Messages = [.. PromptTexts.Messages(messages)],
            Limit = RequestFields.AtLeast(body, "max_completion_tokens", 1) ?? RequestFields.AtLeast(body, "max_tokens", 1),
            Choices = RequestFields.AtLeast(body, "n", 1) ?? 1,
            IsStream = RequestFields.Flag(body["stream"]),
            IncludesUsage = RequestFields.Flag(body["stream_options"]?["include_usage"]),
            ForcedFunction = ForcedFunctionOf(body),
            WantsJson = FormatOf(body) == "json_object",
        };
    }

    /// <summary>The message is from reports.</summary>
    private static void CheckAudio(JsonObject body, JsonArray messages, ModelCard model)
    {
        var speaks = body["modalities"] is JsonArray modalities && modalities.Any(modality => RequestFields.Word(modality) == "audio");
        var hears = messages
            .OfType<JsonObject>()
            .Any(message =>
                message["content"] is JsonArray parts
                && parts.OfType<JsonObject>().Any(part => RequestFields.Word(part["type"]) == "input_audio")
            );
        if (model.WantsAudio && !speaks && !hears)
        {
            throw FoundryException.Invalid(
                "invalid_value",
                "This model requires that either input content or output modality contain audio.",
                "model"
            );
        }
    }

    /// <summary>https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning#not-supported</summary>
    private static void CheckModelRules(JsonObject body, ModelCard model)
    {
        if (!model.IsReasoning)
        {
            return;
        }

        if (body["max_tokens"] is not null)
        {
            throw RequestFields.Unsupported("max_tokens", "max_completion_tokens");
        }

        if (body["temperature"] is JsonValue temperature && temperature.TryGetValue<double>(out var heat) && !heat.Equals(1.0))
        {
            throw FoundryException.Invalid(
                "unsupported_value",
                $"Unsupported value: 'temperature' does not support {heat} with this model. Only the default (1) value is supported.",
                "temperature"
            );
        }
    }

    private static string? FormatOf(JsonObject body)
    {
        var format = RequestFields.Word(body["response_format"]?["type"]) ?? RequestFields.Word(body["response_format"]);
        return format == "json_schema" ? throw FoundryException.NotSimulated("answers in the shape of a json_schema") : format;
    }

    private static string? ForcedFunctionOf(JsonObject body) =>
        body["tool_choice"] switch
        {
            JsonObject choice => RequestFields.Word(choice["function"]?["name"]),
            JsonValue choice when choice.TryGetValue<string>(out var word) && word == "required" => RequestFields.Word(
                body["tools"]?[0]?["function"]?["name"]
            ),
            _ => null,
        };
}
