using Importer.Deployments;
using Importer.Reports;

namespace Browser.Tests;

/// <summary>APIs of every kind, with the sentences that their policies come to.</summary>
internal static class SampleApis
{
    private static readonly string[] Policies =
    [
        "Callers need a subscription key.",
        "The gateway calls the model with its managed identity.",
        "Content Safety checks prompts and answers: Hate from severity 4, Violence from severity 4; attacks on the prompt, on operations that it can read.",
        "At most 5,000 tokens a minute (then 429) for each subscription, on operations that it can read.",
        "The gateway waits up to 120 seconds for the model.",
        "After 3 failures in 60 seconds the model is left alone for 60 seconds.",
    ];

    public static IReadOnlyList<ImportedApi> All { get; } =
    [
        Api("contoso", "openai", Compatibility.AzureOpenAI, "gpt-4o"),
        Api("ai-production-northeurope-shared-platform-0001", "openai/v1", Compatibility.AzureOpenAIV1, "gpt-4.1"),
        Api("partner", "models", Compatibility.AzureAI, "Mistral-Large"),
        Api("research", "anthropic", Compatibility.Anthropic, "claude-opus-4-1"),
        Api("whisper-only", "openai", Compatibility.AzureOpenAI, "whisper") with
        {
            Does = null,
            Policies = [],
        },
    ];

    private static ImportedApi Api(string account, string suffix, Compatibility compatibility, string example) =>
        new()
        {
            Api = $"{account}-{suffix.Replace('/', '-')}",
            Path = $"{account}/{suffix}",
            Compatibility = compatibility,
            ApiVersion = compatibility is Compatibility.AzureOpenAI or Compatibility.AzureAI ? "2024-10-21" : null,
            KeyHeader = compatibility == Compatibility.Anthropic ? "x-api-key" : "api-key",
            Example = example,
            Does = compatibility == Compatibility.Anthropic ? Capability.Messages : Capability.Chat,
            Policies = Policies,
        };
}
