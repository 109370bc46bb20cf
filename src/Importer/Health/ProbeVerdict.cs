using System.Net;
using System.Text.Json;

namespace Importer.Health;

/// <summary>Says what an answer means.</summary>
internal static class ProbeVerdict
{
    /// <summary>Adds verdict, usage, cause and fix to a result.</summary>
    /// <param name="result">The result so far.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The answer's body; empty for audio.</param>
    /// <param name="isFresh">True while a new role, deployment or API may still be on its way.</param>
    public static ProbeResult Judge(ProbeResult result, HttpStatusCode status, string body, bool isFresh)
    {
        var seen = result with { HttpStatus = (int)status, Usage = Usage(body) };
        return (int)status switch
        {
            >= 200 and < 300 => seen with { Status = ProbeStatus.Healthy },
            429 => seen with { Status = ProbeStatus.Throttled, Cause = "over a limit right now; the model is alive", Fix = "raise the deployment's capacity, or the token limit in Policies.TokenLimit" },
            401 or 403 or 404 when isFresh => seen with { Status = ProbeStatus.Pending, Cause = $"{Explain(status, body)}; a fresh role or deployment takes minutes to be effective" },
            _ => seen with { Status = ProbeStatus.Unhealthy, Cause = Explain(status, body) },
        };
    }

    // Codes and messages of the gateway and the model are kept; nothing of the prompt or the answer is.
    private static string Explain(HttpStatusCode status, string body)
    {
        var (code, message) = Error(body);
        return code is null && message is null
            ? $"HTTP {(int)status}"
            : $"HTTP {(int)status}{(code is null ? "" : $" {code}")}{(message is null ? "" : $": {message}")}";
    }

    private static (string? Code, string? Message) Error(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var error = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
            return (Text(error, "code"), Text(error, "message"));
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static TokenUsage? Usage(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("usage", out var usage) || usage.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var prompt = Number(usage, "prompt_tokens") ?? Number(usage, "input_tokens");
            var completion = Number(usage, "completion_tokens") ?? Number(usage, "output_tokens");
            return prompt is null && completion is null
                ? null
                : new TokenUsage(prompt ?? 0, completion ?? 0, Number(usage, "total_tokens") ?? ((prompt ?? 0) + (completion ?? 0)));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int? Number(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : null;
}
