using System.Text.Json;

namespace Importer.Health;

/// <summary>What an answer says went wrong: code and message, and nothing of a prompt or a completion.</summary>
internal sealed record ProbeFault
{
    private const int LongestMessage = 300;

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>Whose words these are.</summary>
    public Speaker Speaker { get; init; }

    /// <summary>The error's code; empty when there is none.</summary>
    public string Code { get; init; } = "";

    /// <summary>The error's message, cut where it is long; empty when there is none.</summary>
    public string Message { get; init; } = "";

    /// <summary>How long to wait, as the answer says.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How long was waited for an answer that did not come.</summary>
    public TimeSpan? WaitedFor { get; init; }

    /// <summary>Status, code and message in one line.</summary>
    public string Evidence => Status is null
        ? Message
        : $"HTTP {Status}{(Speaker == Speaker.Gateway ? " by the gateway" : "")}{(Code.Length == 0 || Code == $"{Status}" ? "" : $" {Code}")}{(Message.Length == 0 ? "" : $": {Message}")}";

    /// <summary>True when code or message contain one of the words.</summary>
    public bool Says(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Code.Contains(word, StringComparison.OrdinalIgnoreCase) || Message.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads an error answer without what could be a secret, <paramref name="key"/> first; a body that is no JSON is left unread.</summary>
    public static ProbeFault Read(int status, string body, TimeSpan? retryAfter, string key = "")
    {
        var fault = new ProbeFault { Status = status, Speaker = Speaker.Model, RetryAfter = retryAfter };
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return fault;
            }

            var isNested = root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object;
            var words = isNested ? error : root;
            return fault with
            {
                Speaker = !isNested && root.TryGetProperty("statusCode", out _) ? Speaker.Gateway : Speaker.Model,
                Code = Text(words, "code", key),
                Message = Text(words, "message", key),
            };
        }
        catch (JsonException)
        {
            return fault;
        }
    }

    private static string Text(JsonElement element, string name, string key)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            return "";
        }

        var text = string.Join(' ', SecretRedaction.Clean(value.ToString(), key).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length > LongestMessage ? $"{text[..LongestMessage]}…" : text;
    }
}
