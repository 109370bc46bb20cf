using Importer.Design;

namespace Importer.Settings;

/// <summary>Reads the semantic cache.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-semantic-cache-lookup-policy</remarks>
internal static class SemanticCacheReader
{
    /// <summary>The cache.</summary>
    public static SemanticCacheSettings Read(SettingNode node) => new()
    {
        ScoreThreshold = node.Require("ScoreThreshold", Parse.Share, "Start with 0.05; lower means that prompts must be more alike."),
        EmbeddingsBackendId = node.Require("EmbeddingsBackendId", NameParsers.Id("backend", 80), "Give the id of the backend that makes embeddings.") ?? "",
        DurationSeconds = node.Require("DurationSeconds", Parse.Whole(1), "Say for how many seconds an answer is kept."),
        VaryBy = node.List("VaryBy", ExpressionParsers.Key),
        IgnoreSystemMessages = node.Maybe("IgnoreSystemMessages", Parse.Flag),
        MaxMessageCount = node.Maybe("MaxMessageCount", Parse.Whole(1)),
    };
}
