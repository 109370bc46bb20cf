using System.Text.Json.Nodes;

namespace LocalAzure.Foundry.Answers;

/// <summary>Image generation: always the same small picture. https://learn.microsoft.com/azure/ai-foundry/openai/how-to/dall-e</summary>
internal static class ImageAnswer
{
    /// <summary>A grey dot as PNG.</summary>
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

    /// <summary>
    /// Tokens of one small picture, https://learn.microsoft.com/azure/ai-foundry/openai/how-to/dall-e (gpt-image-1, low quality)
    /// </summary>
    private const int TokensPerPicture = 272;

    public static async Task HandleAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var body = await call.BodyAsync(cancellationToken);
        var prompt = RequestFields.Word(RequestFields.Require(body, "prompt")) ?? throw RequestFields.WrongType("prompt", "a text");
        var count = RequestFields.AtLeast(body, "n", 1) ?? 1;
        if (!IsGptImage(call) && !call.IsInference && RequestFields.Word(body["response_format"]) != "b64_json")
        {
            throw FoundryException.NotSimulated("pictures by url; ask with \"response_format\": \"b64_json\"");
        }

        call.State.Limits.Enter(call);
        var answer = new JsonObject
        {
            ["created"] = call.Now,
            ["data"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => (JsonNode)One(call, prompt))]),
        };
        if (UsageOf(call, prompt, count) is { } usage)
        {
            answer["usage"] = usage;
        }

        await call.WriteAsync(answer, cancellationToken);
    }

    private static bool IsGptImage(InferenceCall call) => call.Model.Name.StartsWith("gpt-image", StringComparison.OrdinalIgnoreCase);

    private static JsonObject One(InferenceCall call, string prompt)
    {
        var image = new JsonObject { ["b64_json"] = Picture };
        if (call.Model.Name.StartsWith("dall-e-3", StringComparison.OrdinalIgnoreCase))
        {
            image["revised_prompt"] = prompt;
        }

        return image;
    }

    /// <summary>gpt-image counts tokens, the model inference API counts pictures, DALL-E tells nothing.</summary>
    private static JsonObject? UsageOf(InferenceCall call, string prompt, int count)
    {
        if (call.IsInference)
        {
            return new JsonObject { ["image_generations"] = count };
        }

        var asked = TokenCounter.Count(prompt);
        return !IsGptImage(call)
            ? null
            : new JsonObject
            {
                ["input_tokens"] = asked,
                ["input_tokens_details"] = new JsonObject { ["text_tokens"] = asked, ["image_tokens"] = 0 },
                ["output_tokens"] = count * TokensPerPicture,
                ["total_tokens"] = asked + (count * TokensPerPicture),
            };
    }
}
