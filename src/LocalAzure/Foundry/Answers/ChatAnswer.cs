using System.Text.Json.Nodes;

namespace LocalAzure.Foundry.Answers;

/// <summary>
/// Chat completions, whole or streamed. https://learn.microsoft.com/azure/ai-foundry/openai/reference#chat-completions
/// </summary>
internal sealed class ChatAnswer
{
    /// <summary>Tokens that a reasoning model spends before it speaks.</summary>
    private const int Thinking = 64;

    private readonly InferenceCall _call;
    private readonly ChatRequest _request;
    private readonly string _text;
    private readonly string _finish;
    private readonly string _id;
    private readonly Usage _usage;

    private ChatAnswer(InferenceCall call, ChatRequest request)
    {
        _call = call;
        _request = request;
        var prompt = string.Join('\n', request.Messages.Select(message => message.Text));
        var thinking = call.Model.IsReasoning ? Thinking : 0;
        if (request.Limit <= thinking)
        {
            // Reported in https://github.com/BerriAI/litellm/issues/26987
            throw FoundryException.Invalid(
                "invalid_request_error",
                "Could not finish the message because max_tokens or model output limit was reached. Please try again with higher max_tokens.",
                null
            );
        }

        var (text, isCut) = SampleAnswers.Cut(Words(), request.Limit - thinking);
        _text = text;
        _finish = request.ForcedFunction is null && isCut ? "length" : "stop";
        _id = $"chatcmpl-{SampleAnswers.Hash($"{call.Model.Name}|{prompt}")}";
        _usage = new Usage(
            TokenCounter.Prompt(request.Messages.Select(message => message.Text), isChat: true),
            (request.Choices * TokenCounter.Count(text)) + thinking,
            thinking
        );
    }

    public static async Task HandleAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var request = ChatRequest.Read(await call.BodyAsync(cancellationToken), call.Model);
        call.State.Limits.Enter(call);
        var answer = new ChatAnswer(call, request);
        call.State.Limits.AddTokens(call, answer._usage.Total);
        await (request.IsStream ? answer.StreamAsync(cancellationToken) : call.WriteAsync(answer.Whole(), cancellationToken));
    }

    private string Words()
    {
        if (_request.ForcedFunction is not null)
        {
            return "{}";
        }

        var question = _request.Messages.LastOrDefault(message => message.Role == "user")?.Text ?? string.Empty;
        var answer = SampleAnswers.Answer(_call.Model.Name, question);
        return _request.WantsJson ? new JsonObject { ["answer"] = answer }.ToJsonString() : answer;
    }

    private JsonObject Whole()
    {
        var choices = Enumerable
            .Range(0, _request.Choices)
            .Select(index =>
                (JsonNode)Annotate(
                    new JsonObject
                    {
                        ["index"] = index,
                        ["finish_reason"] = _finish,
                        ["logprobs"] = null,
                        ["message"] = Message(),
                    }
                )
            );
        var body = Envelope("chat.completion");
        body["choices"] = new JsonArray([.. choices]);
        body["usage"] = _usage.ToJson();
        if (!_call.IsInference)
        {
            body["prompt_filter_results"] = ContentFilters.Prompt();
        }

        return body;
    }

    private JsonObject Message() =>
        _request.ForcedFunction is { } function
            ? new JsonObject
            {
                ["role"] = "assistant",
                ["content"] = null,
                ["refusal"] = null,
                ["tool_calls"] = new JsonArray(ToolCall(function)),
            }
            : new JsonObject
            {
                ["role"] = "assistant",
                ["content"] = _text,
                ["refusal"] = null,
                ["annotations"] = new JsonArray(),
            };

    private JsonObject ToolCall(string function) =>
        new()
        {
            ["index"] = 0,
            ["id"] = $"call_{SampleAnswers.Hash(_id)}",
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = function, ["arguments"] = _text },
        };

    private async Task StreamAsync(CancellationToken cancellationToken)
    {
        var stream = new EventStream(_call);
        stream.Begin();
        foreach (var chunk in Chunks())
        {
            await stream.SendAsync(chunk, cancellationToken);
        }

        await stream.EndAsync(cancellationToken);
    }

    private IEnumerable<JsonObject> Chunks()
    {
        if (!_call.IsInference)
        {
            var first = Chunk(null);
            first["prompt_filter_results"] = ContentFilters.Prompt();
            yield return first;
        }

        yield return Chunk(
            Choice(
                new JsonObject
                {
                    ["role"] = "assistant",
                    ["content"] = string.Empty,
                    ["refusal"] = null,
                },
                null
            )
        );
        foreach (var delta in Deltas())
        {
            yield return Chunk(Choice(delta, null));
        }

        yield return Chunk(Choice([], _finish));
        if (_request.IncludesUsage)
        {
            var last = Chunk(null);
            last["usage"] = _usage.ToJson();
            yield return last;
        }
    }

    private IEnumerable<JsonObject> Deltas() =>
        _request.ForcedFunction is { } function
            ? [new JsonObject { ["tool_calls"] = new JsonArray(ToolCall(function)) }]
            : TokenCounter.Pieces(_text).Select(piece => new JsonObject { ["content"] = piece });

    private JsonObject Choice(JsonObject delta, string? finish) =>
        Annotate(
            new JsonObject
            {
                ["index"] = 0,
                ["delta"] = delta,
                ["finish_reason"] = finish,
                ["logprobs"] = null,
            }
        );

    private JsonObject Chunk(JsonObject? choice)
    {
        var chunk = Envelope("chat.completion.chunk");
        chunk["choices"] = choice is null ? [] : new JsonArray(choice);
        if (_request.IncludesUsage)
        {
            chunk["usage"] = null;
        }

        return chunk;
    }

    private JsonObject Annotate(JsonObject choice)
    {
        if (!_call.IsInference)
        {
            choice["content_filter_results"] = ContentFilters.Safe();
        }

        return choice;
    }

    private JsonObject Envelope(string kind) =>
        new()
        {
            ["id"] = _id,
            ["object"] = kind,
            ["created"] = _call.Now,
            ["model"] = _call.Model.FullName,
            ["system_fingerprint"] = $"fp_{SampleAnswers.Hash(_call.Model.FullName, 10)}",
        };
}
