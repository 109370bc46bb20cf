using System.Text.Json.Nodes;

namespace LocalAzure.Foundry.Answers;

/// <summary>The token counts of an answer.</summary>
internal sealed record Usage(int Prompt, int Completion, int Reasoning = 0)
{
    public int Total => Prompt + Completion;

    /// <summary>As chat and completions show it.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["prompt_tokens"] = Prompt,
            ["completion_tokens"] = Completion,
            ["total_tokens"] = Total,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0, ["audio_tokens"] = 0 },
            ["completion_tokens_details"] = new JsonObject
            {
                ["reasoning_tokens"] = Reasoning,
                ["audio_tokens"] = 0,
                ["accepted_prediction_tokens"] = 0,
                ["rejected_prediction_tokens"] = 0,
            },
        };

    /// <summary>As the responses API shows it.</summary>
    public JsonObject ToResponsesJson() =>
        new()
        {
            ["input_tokens"] = Prompt,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
            ["output_tokens"] = Completion,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = Reasoning },
            ["total_tokens"] = Total,
        };
}
