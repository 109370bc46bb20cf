using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.Foundry;

namespace LocalAzure.Gateway.Llm;

/// <summary>
/// What a request says to a model, for the payloads that the AI policies read: chat, completions, embeddings and responses.
/// https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
/// </summary>
internal sealed record LlmPrompt(LlmKind Kind, IReadOnlyList<LlmMessage> Messages, bool IsStream)
{
    /// <summary>All text, one message a line.</summary>
    public string Text => string.Join('\n', Messages.Select(message => message.Text));

    /// <summary>The gateway's own estimate; the model's count may differ.</summary>
    public int EstimatedTokens =>
        TokenCounter.Prompt(
            Messages.Select(message => message.Text),
            isChat: Kind is LlmKind.Chat or LlmKind.Responses or LlmKind.Messages
        );

    /// <summary>Null when the request is for something else (images, audio, files) or has no JSON body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="readsMessages">
    /// Whether the gateway reads Anthropic's Messages API: those of the v2 tiers do.
    /// https://learn.microsoft.com/azure/api-management/genai-gateway-capabilities
    /// </param>
    public static LlmPrompt? Read(GatewayRequest request, bool readsMessages)
    {
        if (KindOf(request.Path) is not { } kind || (kind == LlmKind.Messages && !readsMessages) || Parse(request.Body) is not { } body)
        {
            return null;
        }

        var messages = kind switch
        {
            LlmKind.Chat or LlmKind.Messages => PromptTexts.Messages(body["messages"]),
            LlmKind.Completion => PromptTexts.Plain(body["prompt"]),
            LlmKind.Responses => PromptTexts.Responses(body),
            _ => PromptTexts.Plain(body["input"]),
        };
        return new LlmPrompt(
            kind,
            [.. messages],
            body["stream"] is JsonValue stream && stream.TryGetValue<bool>(out var isStream) && isStream
        );
    }

    private static LlmKind? KindOf(string path) =>
        path.TrimEnd('/') switch
        {
            var p when p.EndsWith("/chat/completions", StringComparison.OrdinalIgnoreCase) => LlmKind.Chat,
            var p when p.EndsWith("/completions", StringComparison.OrdinalIgnoreCase) => LlmKind.Completion,
            var p when p.EndsWith("/images/embeddings", StringComparison.OrdinalIgnoreCase) => null,
            var p when p.EndsWith("/embeddings", StringComparison.OrdinalIgnoreCase) => LlmKind.Embeddings,
            var p when p.EndsWith("/responses", StringComparison.OrdinalIgnoreCase) => LlmKind.Responses,
            var p when p.EndsWith("/v1/messages", StringComparison.OrdinalIgnoreCase) => LlmKind.Messages,
            _ => null,
        };

    private static JsonObject? Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
