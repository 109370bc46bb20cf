using System.Text.Json.Nodes;
using LocalAzure.Gateway.Llm;

namespace LocalAzure.Foundry.Answers;

/// <summary>One response before it is sent: its text, its cost and its shapes.</summary>
internal sealed class ResponseDraft
{
    /// <summary>Tokens that a reasoning model spends before it speaks.</summary>
    private const int Thinking = 8;

    private readonly JsonObject _request;
    private readonly string _model;
    private readonly long _createdAt;
    private readonly string _text;
    private readonly bool _isCut;

    private ResponseDraft(InferenceCall call, JsonObject request, string text, bool isCut, Usage usage)
    {
        _request = request;
        _model = call.Model.Deployment.Name;
        _createdAt = call.Now;
        _text = text;
        _isCut = isCut;
        Usage = usage;
        Id = $"resp_{SampleAnswers.Hash(Guid.NewGuid().ToString(), 48)}";
    }

    /// <summary>New for every response, since it is kept under it.</summary>
    public string Id { get; }

    public Usage Usage { get; }

    public static ResponseDraft Write(InferenceCall call, JsonObject request, IReadOnlyList<LlmMessage> messages, int? limit)
    {
        var spent = call.Model.IsReasoning ? Math.Min(Thinking, limit ?? Thinking) : 0;
        var question = messages.LastOrDefault(message => message.Role == "user")?.Text ?? string.Empty;
        var (text, isCut) = SampleAnswers.Cut(SampleAnswers.Answer(call.Model.Name, question), limit - spent);
        var usage = new Usage(
            TokenCounter.Prompt(messages.Select(message => message.Text), isChat: true),
            TokenCounter.Count(text) + spent,
            spent
        );
        return new ResponseDraft(call, request, text, isCut, usage);
    }

    public JsonObject Whole() =>
        Body(_isCut ? "incomplete" : "completed", new JsonArray(Message("completed", _text)), Usage.ToResponsesJson());

    /// <summary>The events of a stream in their order.</summary>
    public IEnumerable<(string Name, JsonObject Data)> Events()
    {
        yield return ("response.created", new JsonObject { ["response"] = Body("in_progress", [], null) });
        yield return ("response.in_progress", new JsonObject { ["response"] = Body("in_progress", [], null) });
        yield return ("response.output_item.added", new JsonObject { ["output_index"] = 0, ["item"] = Message("in_progress", null) });
        yield return ("response.content_part.added", At(("part", Part(string.Empty))));
        foreach (var piece in TokenCounter.Pieces(_text))
        {
            yield return ("response.output_text.delta", At(("delta", piece)));
        }

        yield return ("response.output_text.done", At(("text", _text)));
        yield return ("response.content_part.done", At(("part", Part(_text))));
        yield return ("response.output_item.done", new JsonObject { ["output_index"] = 0, ["item"] = Message("completed", _text) });
        yield return (_isCut ? "response.incomplete" : "response.completed", new JsonObject { ["response"] = Whole() });
    }

    private string MessageId => $"msg_{SampleAnswers.Hash(Id)}";

    private JsonObject At((string Name, JsonNode Value) what) =>
        new()
        {
            ["item_id"] = MessageId,
            ["output_index"] = 0,
            ["content_index"] = 0,
            [what.Name] = what.Value,
        };

    private JsonObject Message(string status, string? text) =>
        new()
        {
            ["id"] = MessageId,
            ["type"] = "message",
            ["status"] = status,
            ["role"] = "assistant",
            ["content"] = text is null ? [] : new JsonArray(Part(text)),
        };

    private static JsonObject Part(string text) =>
        new()
        {
            ["type"] = "output_text",
            ["text"] = text,
            ["annotations"] = new JsonArray(),
        };

    private JsonObject Body(string status, JsonArray output, JsonObject? usage) =>
        new()
        {
            ["id"] = Id,
            ["object"] = "response",
            ["created_at"] = _createdAt,
            ["status"] = status,
            ["error"] = null,
            ["incomplete_details"] = status == "incomplete" ? new JsonObject { ["reason"] = "max_output_tokens" } : null,
            ["instructions"] = _request["instructions"]?.DeepClone(),
            ["max_output_tokens"] = _request["max_output_tokens"]?.DeepClone(),
            ["model"] = _model,
            ["output"] = output,
            ["parallel_tool_calls"] = true,
            ["previous_response_id"] = _request["previous_response_id"]?.DeepClone(),
            ["reasoning"] = new JsonObject { ["effort"] = null, ["summary"] = null },
            ["store"] = _request["store"]?.DeepClone() ?? true,
            ["temperature"] = 1.0,
            ["text"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "text" } },
            ["tool_choice"] = "auto",
            ["tools"] = new JsonArray(),
            ["top_p"] = 1.0,
            ["truncation"] = "disabled",
            ["usage"] = usage,
            ["user"] = null,
            ["metadata"] = new JsonObject(),
        };
}
