using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.Control;

/// <summary>Turns the bytes of a body into what the journal shows.</summary>
public static class JournalBody
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>JSON as JSON, other text as a string, bytes as <c>base64:…</c>; null for nothing.</summary>
    public static JsonNode? Of(ReadOnlySpan<byte> bytes, string? contentType)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        try
        {
            var text = Strict.GetString(bytes);
            return contentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true ? Json(text) : text;
        }
        catch (DecoderFallbackException)
        {
            return $"base64:{Convert.ToBase64String(bytes)}";
        }
    }

    private static JsonNode? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
