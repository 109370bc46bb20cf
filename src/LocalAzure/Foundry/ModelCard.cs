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
    public bool IsReasoning =>
        Reasoning.Any(prefix => Name == prefix || Name.StartsWith($"{prefix}-", StringComparison.OrdinalIgnoreCase))
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

    /// <summary>
    /// Where an account answers for models of a maker. OpenAI's are on every surface but Anthropic's; Claude is on that alone;
    /// some are behind paths of their makers (<c>/providers/…</c>) or nobody knows where, and the rest are on /models and v1.
    /// https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/endpoints
    /// </summary>
    public bool IsServedOn(string template) =>
        (template.StartsWith("/anthropic/", StringComparison.Ordinal), Format) switch
        {
            (true, _) => Format == "Anthropic",
            (_, "Anthropic" or "Black Forest Labs" or "Stability AI" or "Nixtla") => template is "/models/info",
            (
                _,
                "OpenAI"
                    or "OpenAI-OSS"
                    or "Meta"
                    or "Mistral AI"
                    or "DeepSeek"
                    or "xAI"
                    or "Cohere"
                    or "Microsoft"
                    or "Moonshot"
                    or "MoonshotAI"
                    or "AI21 Labs"
                    or "Core42"
            ) => template is "/models/info"
                || !Named("document-ai", "ocr", "rerank", "MAI-Voice", "MAI-Image", "Azure-AI-", "sora", "realtime"),
            _ => template is "/models/info",
        };

    /// <summary>
    /// The oldest dated version that takes the model, where one is reported or documented.
    /// https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning,
    /// https://learn.microsoft.com/azure/ai-foundry/openai/how-to/dall-e
    /// </summary>
    public string? FirstVersion =>
        this switch
        {
            { IsOpenAI: false } => null,
            _ when Named("gpt-image") => "2025-04-01-preview",
            _ when Named("-audio") => "2025-01-01-preview",
            _ when Name is "o1" or "o3-mini"
                    || Name.StartsWith("o1-2", StringComparison.Ordinal)
                    || Name.StartsWith("o3-mini-", StringComparison.Ordinal) => "2024-12-01-preview",
            _ => null,
        };

    /// <summary>
    /// Models that hear or speak refuse calls with neither,
    /// https://learn.microsoft.com/azure/ai-foundry/openai/audio-completions-quickstart
    /// </summary>
    public bool WantsAudio => IsOpenAI && Named("-audio");

    /// <summary>
    /// Deep research wants a tool to search with, https://learn.microsoft.com/azure/ai-foundry/openai/how-to/deep-research
    /// </summary>
    public bool WantsSearch => IsOpenAI && Named("deep-research");

    /// <summary>Decided by the flags that are there, then by the name; many partner models have no flags.</summary>
    public bool Can(Capability capability) =>
        capability switch
        {
            Capability.None or Capability.Info => true,
            Capability.Messages or Capability.CountTokens => Format == "Anthropic",
            Capability.Chat => Kind == Capability.Chat && !IsResponsesOnly,
            Capability.Responses => Kind == Capability.Chat && IsFlagged("responses", otherwise: true),
            Capability.ImageEmbeddings => Kind == Capability.Embeddings && Format == "Cohere",
            _ => Kind == capability,
        };

    private bool IsResponsesOnly =>
        Named("codex", "o1-pro", "o3-pro", "deep-research", "computer-use")
        || (Name.StartsWith("gpt-5", StringComparison.OrdinalIgnoreCase) && Named("-pro"))
        || !IsFlagged("chatCompletion", otherwise: true);

    private Capability Kind =>
        this switch
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
