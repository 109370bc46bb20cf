using System.Text.Json.Nodes;

namespace LocalAzure.Gateway.Llm;

/// <summary>A model's own count, under either of the names the APIs use.</summary>
internal sealed record TokenReport(int Prompt, int Completion)
{
    public static TokenReport? Read(JsonNode? usage) => usage is not JsonObject
        ? null
        : new TokenReport(
            (int?)(usage["prompt_tokens"] ?? usage["input_tokens"]) ?? 0,
            (int?)(usage["completion_tokens"] ?? usage["output_tokens"]) ?? 0);
}
