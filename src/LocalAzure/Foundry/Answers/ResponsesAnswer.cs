using System.Text.Json.Nodes;
using LocalAzure.Gateway.Llm;

namespace LocalAzure.Foundry.Answers;

/// <summary>
/// The responses API: create (whole or streamed), get, delete, input items.
/// https://learn.microsoft.com/azure/ai-foundry/openai/how-to/responses
/// </summary>
internal static class ResponsesAnswer
{
    /// <summary>The smallest limit the API takes; from reports, not from a reference page.</summary>
    private const int LeastTokens = 16;

    public static async Task CreateAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var body = await call.BodyAsync(cancellationToken);
        RequestFields.Require(body, "input");
        RefuseUnsimulated(body);
        CheckPrevious(call, body);
        CheckTools(call, body);
        var limit = RequestFields.AtLeast(body, "max_output_tokens", LeastTokens);
        call.State.Limits.Enter(call);
        var draft = ResponseDraft.Write(call, body, [.. PromptTexts.Responses(body)], limit);
        call.State.Limits.AddTokens(call, draft.Usage.Total);
        if (body["store"] is null || RequestFields.Flag(body["store"]))
        {
            call.State.Responses[Key(call, draft.Id)] = new KeptResponse(draft.Whole(), InputItems(draft, body["input"]!));
        }

        await (
            RequestFields.Flag(body["stream"])
                ? StreamAsync(call, draft, cancellationToken)
                : call.WriteAsync(draft.Whole(), cancellationToken)
        );
    }

    public static Task GetAsync(InferenceCall call, CancellationToken cancellationToken) =>
        call.WriteAsync(Find(call).Response.DeepClone(), cancellationToken);

    public static Task InputItemsAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var items = Find(call).Input;
        return call.WriteAsync(
            new JsonObject
            {
                ["object"] = "list",
                ["data"] = items.DeepClone(),
                ["first_id"] = items.FirstOrDefault()?["id"]?.DeepClone(),
                ["last_id"] = items.LastOrDefault()?["id"]?.DeepClone(),
                ["has_more"] = false,
            },
            cancellationToken
        );
    }

    public static Task DeleteAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var id = (string)Find(call).Response["id"]!;
        call.State.Responses.TryRemove(Key(call, id), out _);
        return call.WriteAsync(
            new JsonObject
            {
                ["id"] = id,
                ["object"] = "response",
                ["deleted"] = true,
            },
            cancellationToken
        );
    }

    private static void RefuseUnsimulated(JsonObject body)
    {
        if (RequestFields.Flag(body["background"]))
        {
            throw FoundryException.NotSimulated("responses in the background");
        }

        if (body["tool_choice"] is JsonObject || RequestFields.Word(body["tool_choice"]) == "required")
        {
            throw FoundryException.NotSimulated("forced tools in responses");
        }

        if (RequestFields.Word(body["text"]?["format"]?["type"]) == "json_schema")
        {
            throw FoundryException.NotSimulated("answers in the shape of a json_schema");
        }
    }

    private static void CheckPrevious(InferenceCall call, JsonObject body)
    {
        if (RequestFields.Word(body["previous_response_id"]) is { } id && !call.State.Responses.ContainsKey(Key(call, id)))
        {
            throw FoundryException.Invalid(
                "previous_response_not_found",
                $"Previous response with id '{id}' not found.",
                "previous_response_id"
            );
        }
    }

    /// <summary>From reports.</summary>
    private static void CheckTools(InferenceCall call, JsonObject body)
    {
        if (call.Model.WantsSearch && body["tools"] is not JsonArray { Count: > 0 })
        {
            throw FoundryException.Invalid(
                "invalid_request_error",
                "Deep research models require at least one of 'web_search_preview', 'mcp', or 'file_search' tools.",
                "tools"
            );
        }
    }

    private static KeptResponse Find(InferenceCall call)
    {
        var id = call.Parameters["response_id"];
        return call.State.Responses.TryGetValue(Key(call, id), out var kept)
            ? kept
            : throw new FoundryException(
                StatusCodes.Status404NotFound,
                new JsonObject
                {
                    ["error"] = new JsonObject
                    {
                        ["message"] = $"Response with id '{id}' not found.",
                        ["type"] = "invalid_request_error",
                        ["param"] = "response_id",
                        ["code"] = null,
                    },
                }
            );
    }

    private static string Key(InferenceCall call, string id) => $"{call.Account.Id}|{id}";

    private static JsonArray InputItems(ResponseDraft draft, JsonNode input)
    {
        if (input is JsonArray items)
        {
            return (JsonArray)items.DeepClone();
        }

        return new JsonArray(
            new JsonObject
            {
                ["id"] = $"msg_{SampleAnswers.Hash($"{draft.Id}|in")}",
                ["type"] = "message",
                ["role"] = "user",
                ["content"] = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = input.DeepClone() }),
            }
        );
    }

    private static async Task StreamAsync(InferenceCall call, ResponseDraft draft, CancellationToken cancellationToken)
    {
        var stream = new EventStream(call);
        stream.Begin();
        var number = 0;
        foreach (var (name, data) in draft.Events())
        {
            data["type"] = name;
            data["sequence_number"] = number++;
            await stream.SendAsync(name, data, cancellationToken);
        }
    }
}
