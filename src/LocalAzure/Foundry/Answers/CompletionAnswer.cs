using System.Text.Json.Nodes;
using LocalAzure.Gateway.Llm;

namespace LocalAzure.Foundry.Answers;

/// <summary>Legacy completions, whole or streamed. https://learn.microsoft.com/azure/ai-foundry/openai/reference#completions</summary>
internal static class CompletionAnswer
{
    /// <summary>What the API takes when the caller names no limit.</summary>
    private const int DefaultLimit = 16;

    public static async Task HandleAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var body = await call.BodyAsync(cancellationToken);
        var prompts = PromptTexts.Plain(RequestFields.Require(body, "prompt")).Select(message => message.Text).ToList();
        var limit = RequestFields.AtLeast(body, "max_tokens", 1) ?? DefaultLimit;
        call.State.Limits.Enter(call);
        var answers = prompts.Select(prompt => SampleAnswers.Cut(SampleAnswers.Answer(call.Model.Name, prompt), limit)).ToList();
        var usage = new Usage(prompts.Sum(TokenCounter.Count), answers.Sum(answer => TokenCounter.Count(answer.Text)));
        call.State.Limits.AddTokens(call, usage.Total);
        if (RequestFields.Flag(body["stream"]))
        {
            await StreamAsync(
                call,
                answers,
                RequestFields.Flag(body["stream_options"]?["include_usage"]) ? usage : null,
                cancellationToken
            );
            return;
        }

        var whole = Envelope(call, new JsonArray([.. answers.Select((answer, at) => (JsonNode)Choice(at, answer.Text, answer.IsCut))]));
        whole["usage"] = usage.ToJson();
        await call.WriteAsync(whole, cancellationToken);
    }

    private static async Task StreamAsync(
        InferenceCall call,
        List<(string Text, bool IsCut)> answers,
        Usage? usage,
        CancellationToken cancellationToken
    )
    {
        var stream = new EventStream(call);
        stream.Begin();
        for (var at = 0; at < answers.Count; at++)
        {
            foreach (var piece in TokenCounter.Pieces(answers[at].Text))
            {
                await stream.SendAsync(Envelope(call, new JsonArray(Choice(at, piece, null))), cancellationToken);
            }

            await stream.SendAsync(Envelope(call, new JsonArray(Choice(at, string.Empty, answers[at].IsCut))), cancellationToken);
        }

        if (usage is not null)
        {
            var last = Envelope(call, []);
            last["usage"] = usage.ToJson();
            await stream.SendAsync(last, cancellationToken);
        }

        await stream.EndAsync(cancellationToken);
    }

    private static JsonObject Choice(int index, string text, bool? isCut) =>
        new()
        {
            ["text"] = text,
            ["index"] = index,
            ["finish_reason"] = isCut switch
            {
                null => null,
                true => "length",
                false => "stop",
            },
            ["logprobs"] = null,
        };

    private static JsonObject Envelope(InferenceCall call, JsonArray choices) =>
        new()
        {
            ["id"] = $"cmpl-{SampleAnswers.Hash(call.Model.Name)}",
            ["object"] = "text_completion",
            ["created"] = call.Now,
            ["model"] = call.Model.FullName,
            ["choices"] = choices,
        };
}
