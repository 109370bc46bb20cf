using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.Gateway.Llm;

/// <summary>What a call cost, in tokens.</summary>
/// <param name="Prompt">Tokens in.</param>
/// <param name="Completion">Tokens out.</param>
/// <param name="Reported">What the model itself reported; null when it did not.</param>
internal sealed record LlmUsage(int Prompt, int Completion, TokenReport? Reported)
{
    public int Total => Prompt + Completion;

    /// <summary>From the answer in the context.</summary>
    public static LlmUsage Of(PolicyContext context)
    {
        var response = context.Response!;
        if (response.StatusCode != StatusCodes.Status200OK || context.Prompt is not { } prompt)
        {
            return new LlmUsage(0, 0, null);
        }

        if (!response.IsEventStream)
        {
            return OfBody(response.Body);
        }

        // While the answer streams only the estimate of the prompt is known.
        if (response.Stream is not null)
        {
            return new LlmUsage(prompt.EstimatedTokens, 0, null);
        }

        using var tap = new StreamTap();
        tap.Add(response.Body);
        return tap.Usage(context);
    }

    /// <summary>From the <c>usage</c> of a whole JSON answer.</summary>
    private static LlmUsage OfBody(byte[] body)
    {
        try
        {
            var report = TokenReport.Read((JsonNode.Parse(body) as JsonObject)?["usage"]);
            return new LlmUsage(report?.Prompt ?? 0, report?.Completion ?? 0, report);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            return new LlmUsage(0, 0, null);
        }
    }
}
