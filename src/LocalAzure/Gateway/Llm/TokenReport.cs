using System.Text.Json.Nodes;

namespace LocalAzure.Gateway.Llm;

/// <summary>A model's own count, under either of the names the APIs use.</summary>
internal sealed record TokenReport(int Prompt, int Completion)
{
    /// <summary>Anthropic reports what it read at the beginning and what it wrote at the end.</summary>
    public TokenReport Or(TokenReport? earlier) => this with { Prompt = Prompt == 0 ? earlier?.Prompt ?? 0 : Prompt };

    public static TokenReport? Read(JsonNode? usage) =>
        usage is not JsonObject
            ? null
            : new TokenReport(
                (int?)(usage["prompt_tokens"] ?? usage["input_tokens"]) ?? 0,
                (int?)(usage["completion_tokens"] ?? usage["output_tokens"]) ?? 0
            );
}
