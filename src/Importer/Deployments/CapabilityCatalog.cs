namespace Importer.Deployments;

/// <summary>Tells what a deployment can do, from its flags and, where partner models have none, from its model's name.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/ai-services/openai/concepts/models</remarks>
public static class CapabilityCatalog
{
    private static readonly Dictionary<string, Capability> Flags = new(StringComparer.OrdinalIgnoreCase)
    {
        ["chatCompletion"] = Capability.Chat,
        ["responses"] = Capability.Responses,
        ["embeddings"] = Capability.Embeddings,
        ["completion"] = Capability.Completions,
        ["imageGenerations"] = Capability.Images,
    };

    // In the order of certainty: a name that says what the model is beats a flag that says what it also takes.
    private static readonly (string Word, Capability[] Capabilities)[] Names =
    [
        ("realtime", []),
        ("sora", []),
        ("rerank", []),
        ("whisper", [Capability.Transcription, Capability.Translation]),
        ("transcribe", [Capability.Transcription]),
        ("tts", [Capability.Speech]),
        ("dall-e", [Capability.Images]),
        ("gpt-image", [Capability.Images]),
        ("flux", [Capability.Images]),
        ("embed", [Capability.Embeddings]),
    ];

    private static readonly string[] TextCompletionModels = ["gpt-35-turbo-instruct", "davinci-002", "babbage-002"];

    /// <summary>The capabilities of a deployment, in a fixed order; empty when no operation we know serves it.</summary>
    public static IReadOnlyList<Capability> Of(ModelDeployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        return [.. Find(deployment).Distinct().Order()];
    }

    private static IEnumerable<Capability> Find(ModelDeployment deployment)
    {
        var (word, capabilities) = Names.FirstOrDefault(name => deployment.ModelName.Contains(name.Word, StringComparison.OrdinalIgnoreCase));
        if (word is not null)
        {
            return capabilities;
        }

        if (TextCompletionModels.Contains(deployment.ModelName, StringComparer.OrdinalIgnoreCase))
        {
            return [Capability.Completions];
        }

        var flagged = deployment.CapabilityFlags
            .Where(flag => string.Equals(flag.Value, "true", StringComparison.OrdinalIgnoreCase) && Flags.ContainsKey(flag.Key))
            .Select(flag => Flags[flag.Key])
            .ToList();

        // Flags are missing on many partner models; a model that is nothing else is a chat model.
        return flagged.Count > 0 ? flagged : deployment.IsOpenAI ? [Capability.Chat, Capability.Responses] : [Capability.Chat];
    }
}
