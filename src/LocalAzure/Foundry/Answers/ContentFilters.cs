using System.Text.Json.Nodes;

namespace LocalAzure.Foundry.Answers;

/// <summary>
/// The annotations of the built-in content filter, always safe. https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter
/// </summary>
internal static class ContentFilters
{
    private static readonly string[] Categories = ["hate", "self_harm", "sexual", "violence"];

    public static JsonObject Safe() =>
        new(
            Categories.Select(category =>
                KeyValuePair.Create(category, (JsonNode?)new JsonObject { ["filtered"] = false, ["severity"] = "safe" })
            )
        );

    public static JsonArray Prompt() => new(new JsonObject { ["prompt_index"] = 0, ["content_filter_results"] = Safe() });
}
