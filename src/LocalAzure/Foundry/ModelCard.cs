using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Foundry;

/// <summary>A deployment's model and what it can do.</summary>
internal sealed record ModelCard
{
    private static readonly string[] Reasoning = ["o1", "o3", "o4", "gpt-5"];

    public required ArmResource Deployment { get; init; }

    public required string Name { get; init; }

    public required string Format { get; init; }

    public required string Version { get; init; }

    public required JsonObject Capabilities { get; init; }

    /// <summary>What answers call the model: name and version, as the service does for OpenAI models.</summary>
    public string FullName => IsOpenAI && Version.Length > 0 ? $"{Name}-{Version}" : Name;

    public bool IsOpenAI => Format == "OpenAI";

    /// <summary>Reasoning models refuse max_tokens, https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning</summary>
    public bool IsReasoning => Reasoning.Any(prefix => Name == prefix || Name.StartsWith($"{prefix}-", StringComparison.OrdinalIgnoreCase))
        && !Name.Contains("chat", StringComparison.OrdinalIgnoreCase);

    public static ModelCard Of(ArmResource deployment)
    {
        var properties = deployment.Body["properties"];
        var model = properties?["model"];
        return new ModelCard
        {
            Deployment = deployment,
            Name = (string?)model?["name"] ?? deployment.Name,
            Format = (string?)model?["format"] ?? "OpenAI",
            Version = (string?)model?["version"] ?? string.Empty,
            Capabilities = properties?["capabilities"] as JsonObject ?? [],
        };
    }

    /// <summary>Decided by the flags that are there, then by the name; many partner models have no flags.</summary>
    public bool Can(Capability capability) => capability switch
    {
        Capability.None or Capability.Info => true,
        Capability.Chat => Kind == Capability.Chat && !IsResponsesOnly,
        Capability.Responses => Kind == Capability.Chat && IsFlagged("responses", otherwise: true),
        Capability.ImageEmbeddings => Kind == Capability.Embeddings && Format == "Cohere",
        _ => Kind == capability,
    };

    private bool IsResponsesOnly => Named("codex", "o1-pro", "o3-pro", "deep-research", "computer-use") || !IsFlagged("chatCompletion", otherwise: true);

    private Capability Kind => this switch
    {
        _ when Named("whisper", "transcribe") => Capability.Transcription,
        _ when Named("tts") => Capability.Speech,
        _ when Named("dall-e", "gpt-image", "flux") || IsFlagged("imageGenerations", otherwise: false) => Capability.Image,
        _ when Named("embed") || IsFlagged("embeddings", otherwise: false) => Capability.Embeddings,
        _ when Named("instruct", "davinci", "babbage") && IsOpenAI => Capability.Completion,
        _ when Named("realtime", "sora", "rerank") => Capability.None,
        _ => Capability.Chat,
    };

    private bool Named(params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (Name.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsFlagged(string flag, bool otherwise) => (string?)Capabilities[flag] is { } value ? value == "true" : otherwise;
}
