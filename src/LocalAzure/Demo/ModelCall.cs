using System.Text.Json.Nodes;

namespace LocalAzure.Demo;

/// <summary>One small call to a model through the gateway.</summary>
internal sealed record ModelCall
{
    public required string Path { get; init; }

    public required string Body { get; init; }

    /// <summary>What a good answer holds.</summary>
    public required string Result { get; init; }

    public required Func<JsonNode, bool> HasResult { get; init; }

    // Versions and bodies: https://learn.microsoft.com/azure/ai-foundry/openai/reference
    public static ModelCall Chat(string account, string deployment) =>
        new()
        {
            Path = $"/{account}/openai/deployments/{deployment}/chat/completions?api-version=2024-10-21",
            Body =
                """{ "messages": [ { "role": "user", "content": "In one sentence: what does an API gateway do?" } ], "max_tokens": 60 }""",
            Result = "a message",
            HasResult = HasMessage,
        };

    public static ModelCall Embedding(string account, string deployment) =>
        new()
        {
            Path = $"/{account}/openai/deployments/{deployment}/embeddings?api-version=2024-10-21",
            Body = """{ "input": "an API gateway" }""",
            Result = "a vector",
            HasResult = json => json["data"]?[0]?["embedding"] is not null,
        };

    // https://learn.microsoft.com/rest/api/aifoundry/model-inference/get-chat-completions
    public static ModelCall ModelsChat(string account, string deployment) =>
        new()
        {
            Path = $"/{account}/models/chat/completions?api-version=2024-05-01-preview",
            Body =
                $$"""{ "model": "{{deployment}}", "messages": [ { "role": "user", "content": "In one sentence: what is a llama?" } ], "max_tokens": 60 }""",
            Result = "a message",
            HasResult = HasMessage,
        };

    private static bool HasMessage(JsonNode json) => !string.IsNullOrEmpty((string?)json["choices"]?[0]?["message"]?["content"]);
}
