using System.Text.Json.Nodes;

namespace LocalAzure.Foundry.Answers;

/// <summary>Embeddings. https://learn.microsoft.com/azure/ai-foundry/openai/reference#embeddings</summary>
internal static class EmbeddingAnswer
{
    /// <summary>https://learn.microsoft.com/azure/ai-foundry/openai/concepts/models#embeddings</summary>
    private const int Large = 3072;

    private const int Usual = 1536;

    private const int Cohere = 1024;

    public static async Task HandleAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var body = await call.BodyAsync(cancellationToken);
        await AnswerAsync(call, body, Inputs(RequestFields.Require(body, "input")), cancellationToken);
    }

    /// <summary>Pictures with an optional text each.</summary>
    public static async Task HandleImagesAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var body = await call.BodyAsync(cancellationToken);
        var inputs = RequestFields.Require(body, "input") as JsonArray ?? throw RequestFields.WrongType("input", "an array of images");
        var texts = inputs.Select(input => $"{RequestFields.Word(input?["image"])} {RequestFields.Word(input?["text"])}");
        await AnswerAsync(call, body, [.. texts], cancellationToken);
    }

    private static Task AnswerAsync(InferenceCall call, JsonObject body, IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        var dimensions = Dimensions(call.Model, RequestFields.AtLeast(body, "dimensions", 1));
        var asBase64 = RequestFields.Word(body["encoding_format"]) == "base64";
        call.State.Limits.Enter(call);
        var tokens = inputs.Sum(TokenCounter.Count);
        call.State.Limits.AddTokens(call, tokens);
        var data = inputs.Select(
            (text, index) =>
                (JsonNode)
                    new JsonObject
                    {
                        ["object"] = "embedding",
                        ["index"] = index,
                        ["embedding"] = Embedding.Encode(Embedding.Of(text, dimensions), asBase64),
                    }
        );
        return call.WriteAsync(
            new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray([.. data]),
                ["model"] = call.Model.Name,
                ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
            },
            cancellationToken
        );
    }

    /// <summary>A text, several texts, one list of token numbers, or several.</summary>
    private static IReadOnlyList<string> Inputs(JsonNode input) =>
        input switch
        {
            JsonValue value when value.TryGetValue<string>(out var text) => [text],
            JsonArray { Count: > 0 } many when many.All(one => RequestFields.Word(one) is not null) =>
            [
                .. many.Select(one => RequestFields.Word(one)!),
            ],
            JsonArray { Count: > 0 } tokens when tokens.All(one => one is JsonValue) => [tokens.ToJsonString()],
            JsonArray { Count: > 0 } lists when lists.All(one => one is JsonArray) => [.. lists.Select(list => list!.ToJsonString())],
            _ => throw RequestFields.WrongType("input", "a text or an array of texts"),
        };

    private static int Dimensions(ModelCard model, int? wanted)
    {
        var usual = model.Format == "Cohere" ? Cohere : Usual;
        var own = model.Name.Contains("3-large", StringComparison.Ordinal) ? Large : usual;
        if (wanted is null)
        {
            return own;
        }

        return model.Name.Contains("ada-002", StringComparison.Ordinal) || wanted > own
            ? throw FoundryException.Invalid(
                "invalid_request_error",
                $"This model does not support specifying {wanted} dimensions.",
                "dimensions"
            )
            : wanted.Value;
    }
}
