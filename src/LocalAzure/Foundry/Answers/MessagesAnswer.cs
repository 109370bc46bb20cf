using System.Text.Json.Nodes;
using LocalAzure.Gateway.Llm;

namespace LocalAzure.Foundry.Answers;

/// <summary>
/// Anthropic's Messages API, whole or streamed, and its token counting. https://docs.claude.com/en/api/messages,
/// https://learn.microsoft.com/azure/ai-foundry/foundry-models/how-to/use-foundry-models-claude
/// </summary>
internal sealed class MessagesAnswer
{
    private readonly InferenceCall _call;
    private readonly string? _tool;
    private readonly string _text;
    private readonly string _stop;
    private readonly string _id;
    private readonly Usage _usage;

    private MessagesAnswer(InferenceCall call, JsonObject body, IReadOnlyList<LlmMessage> messages, int limit)
    {
        _call = call;
        _tool = ToolOf(body);
        var question = messages.LastOrDefault(message => message.Role == "user")?.Text ?? string.Empty;
        var (text, isCut) = _tool is null
            ? SampleAnswers.Cut(SampleAnswers.Answer(call.Model.Name, question), limit)
            : (string.Empty, false);
        _text = text;
        _stop = StopOf(_tool, isCut);
        _id = SampleAnswers.Hash($"{call.Model.Name}|{string.Join('\n', messages.Select(message => message.Text))}");
        _usage = new Usage(Count(messages), Math.Max(1, TokenCounter.Count(_text)));
    }

    public static async Task HandleAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(call, cancellationToken);
        if (RequestFields.Whole(body, "max_tokens") is not { } limit)
        {
            throw FoundryException.Anthropic(StatusCodes.Status400BadRequest, "invalid_request_error", "max_tokens: Field required");
        }

        if (limit < 1)
        {
            throw FoundryException.Anthropic(
                StatusCodes.Status400BadRequest,
                "invalid_request_error",
                "max_tokens: Input should be greater than or equal to 1"
            );
        }

        call.State.Limits.Enter(call);
        var answer = new MessagesAnswer(call, body, Prompt(body), limit);
        call.State.Limits.AddTokens(call, answer._usage.Total);
        await (
            RequestFields.Flag(body["stream"]) ? answer.StreamAsync(cancellationToken) : call.WriteAsync(answer.Whole(), cancellationToken)
        );
    }

    public static async Task CountAsync(InferenceCall call, CancellationToken cancellationToken) =>
        await call.WriteAsync(
            new JsonObject { ["input_tokens"] = Count(Prompt(await ReadAsync(call, cancellationToken))) },
            cancellationToken
        );

    /// <exception cref="FoundryException">400 in Anthropic's shape.</exception>
    private static async Task<JsonObject> ReadAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(call.Http.Request.Headers["anthropic-version"]))
        {
            throw FoundryException.Anthropic(
                StatusCodes.Status400BadRequest,
                "invalid_request_error",
                "anthropic-version: header is required"
            );
        }

        var body = await call.BodyAsync(cancellationToken);
        return body["messages"] is JsonArray { Count: > 0 }
            ? body
            : throw FoundryException.Anthropic(StatusCodes.Status400BadRequest, "invalid_request_error", "messages: Field required");
    }

    private static List<LlmMessage> Prompt(JsonObject body) =>
        [
            .. body["system"] is { } system
                ? PromptTexts.Messages(new JsonArray(new JsonObject { ["role"] = "system", ["content"] = system.DeepClone() }))
                : [],
            .. PromptTexts.Messages(body["messages"]),
        ];

    private static int Count(IReadOnlyList<LlmMessage> messages) =>
        TokenCounter.Prompt(messages.Select(message => message.Text), isChat: true);

    /// <summary>The function that the caller insists on; models never ask for one of their own accord here.</summary>
    private static string? ToolOf(JsonObject body) =>
        RequestFields.Word(body["tool_choice"]?["type"]) switch
        {
            "tool" => RequestFields.Word(body["tool_choice"]?["name"]),
            "any" => RequestFields.Word(body["tools"]?[0]?["name"]),
            _ => null,
        };

    private static string StopOf(string? tool, bool isCut) =>
        (tool, isCut) switch
        {
            (not null, _) => "tool_use",
            (_, true) => "max_tokens",
            _ => "end_turn",
        };

    private JsonObject Whole() => Envelope(new JsonArray(Block(_text)), _stop, _usage.Completion);

    private JsonObject Envelope(JsonArray content, string? stop, int written) =>
        new()
        {
            ["id"] = $"msg_{_id}",
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = _call.Model.Name,
            ["content"] = content,
            ["stop_reason"] = stop,
            ["stop_sequence"] = null,
            ["usage"] = new JsonObject
            {
                ["input_tokens"] = _usage.Prompt,
                ["cache_creation_input_tokens"] = 0,
                ["cache_read_input_tokens"] = 0,
                ["output_tokens"] = written,
            },
        };

    private JsonObject Block(string text) =>
        _tool is null
            ? new JsonObject { ["type"] = "text", ["text"] = text }
            : new JsonObject
            {
                ["type"] = "tool_use",
                ["id"] = $"toolu_{_id}",
                ["name"] = _tool,
                ["input"] = new JsonObject(),
            };

    private async Task StreamAsync(CancellationToken cancellationToken)
    {
        var stream = new EventStream(_call);
        stream.Begin();
        foreach (var data in Events())
        {
            await stream.SendAsync((string)data["type"]!, data, cancellationToken);
        }
    }

    // No [DONE] at the end: message_stop is the last.
    private IEnumerable<JsonObject> Events()
    {
        yield return new JsonObject { ["type"] = "message_start", ["message"] = Envelope([], null, 1) };
        yield return new JsonObject
        {
            ["type"] = "content_block_start",
            ["index"] = 0,
            ["content_block"] = Block(string.Empty),
        };
        yield return new JsonObject { ["type"] = "ping" };
        foreach (var delta in Deltas())
        {
            yield return new JsonObject
            {
                ["type"] = "content_block_delta",
                ["index"] = 0,
                ["delta"] = delta,
            };
        }

        yield return new JsonObject { ["type"] = "content_block_stop", ["index"] = 0 };
        yield return new JsonObject
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = _stop, ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = _usage.Completion },
        };
        yield return new JsonObject { ["type"] = "message_stop" };
    }

    private IEnumerable<JsonObject> Deltas() =>
        _tool is null
            ? TokenCounter.Pieces(_text).Select(piece => new JsonObject { ["type"] = "text_delta", ["text"] = piece })
            : [new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = "{}" }];
}
