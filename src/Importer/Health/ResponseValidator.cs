using System.Text.Json;
using Importer.Deployments;

namespace Importer.Health;

/// <summary>Looks for what only a working model answers: a result, and usage where the endpoint reports it.</summary>
internal static class ResponseValidator
{
    /// <summary>What is missing in a successful answer; null when nothing is.</summary>
    public static string? Missing(Capability capability, ModelDeployment deployment, ProbeAnswer answer)
    {
        if (capability == Capability.Speech)
        {
            return answer.Length > 0 && !answer.MediaType.Contains("json", StringComparison.OrdinalIgnoreCase) ? null : "no audio";
        }

        if (answer.IsCut)
        {
            // A picture may be larger than what is read of an answer; that one has begun is what can be seen.
            return capability == Capability.Images && answer.Body.Contains("\"b64_json\"", StringComparison.Ordinal)
                ? null
                : $"more than {ProbeAnswer.MaxBytes / (1024 * 1024)} MB";
        }

        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object
                ? "no result"
                : MissingResult(capability, root) ?? MissingUsage(capability, deployment, root);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return answer.Length == 0
                ? "an empty answer"
                : $"no JSON ({(answer.MediaType.Length == 0 ? "no content type" : answer.MediaType)})";
        }
    }

    /// <summary>The tokens that an answer says were used; null where it says none.</summary>
    public static TokenUsage? Usage(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Usage(document.RootElement) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? MissingResult(Capability capability, JsonElement root) =>
        capability switch
        {
            Capability.Embeddings or Capability.ImageEmbeddings => First(root, "data") is { } item && Has(item, "embedding")
                ? null
                : "no embedding",
            Capability.Images => First(root, "data") is { } item && (Has(item, "b64_json") || Has(item, "url")) ? null : "no image",
            Capability.Messages => Text(root, "type") == "message" && Text(root, "stop_reason") is not null ? null : "no finished message",
            Capability.Responses => Text(root, "status") is "completed" or "incomplete" ? null : "no finished response",
            Capability.Transcription or Capability.Translation => root.TryGetProperty("text", out var text)
            && text.ValueKind == JsonValueKind.String
                ? null
                : "no text",
            _ => First(root, "choices") is null ? "no choice" : null,
        };

    // Partner models do not all report usage; those of OpenAI do for text.
    private static string? MissingUsage(Capability capability, ModelDeployment deployment, JsonElement root) =>
        (
            capability == Capability.Messages
            || (
                deployment.IsOpenAI
                && capability is Capability.Chat or Capability.Responses or Capability.Embeddings or Capability.Completions
            )
        ) && Usage(root) is null
            ? "no token usage"
            : null;

    private static TokenUsage? Usage(JsonElement root)
    {
        if (!root.TryGetProperty("usage", out var usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var prompt = Number(usage, "prompt_tokens") ?? Number(usage, "input_tokens");
        var completion = Number(usage, "completion_tokens") ?? Number(usage, "output_tokens");
        return prompt is null && completion is null
            ? null
            : new TokenUsage(prompt ?? 0, completion ?? 0, Number(usage, "total_tokens") ?? ((prompt ?? 0) + (completion ?? 0)));
    }

    private static JsonElement? First(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? list[0] : null;

    private static bool Has(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(name, out var value)
        && value.ValueKind switch
        {
            JsonValueKind.Array => value.GetArrayLength() > 0,
            JsonValueKind.String => value.GetString()!.Length > 0,
            _ => false,
        };

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;
}
