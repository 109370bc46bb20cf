using System.Text.Json;
using System.Text.Unicode;

namespace Importer.Specs;

/// <summary>Turns bytes into a JSON tree, or says why they are none.</summary>
internal static class SpecTextProblems
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = 256,
        AllowDuplicateProperties = false,

        // Published accelerators ship documents with a comment on top, and API Management takes them.
        CommentHandling = JsonCommentHandling.Skip,
    };

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The same bytes without a byte order mark, which API Management does not take.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> content) =>
        content.Span.StartsWith(Utf8Mark) ? content[Utf8Mark.Length..] : content;

    /// <summary>The tree, or the problem that there is none.</summary>
    public static SpecProblem? Parse(ReadOnlyMemory<byte> content, out JsonElement root)
    {
        root = default;
        if (NoJson(content.Span) is { } problem)
        {
            return problem;
        }

        try
        {
            root = JsonElement.Parse(content.Span, Strict);
            return IsReadable(root) ? null : Fatal("holds text that is no valid Unicode");
        }
        catch (JsonException fault)
        {
            return new($"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}", $"is no JSON: {Short(fault)}", IsFatal: true);
        }
    }

    private static SpecProblem? NoJson(ReadOnlySpan<byte> content)
    {
        var text = WithoutComments(content);
        return text switch
        {
            [] => Fatal("is empty"),
            [(byte)'{', ..] => Utf8.IsValid(text) ? null : Fatal("is not UTF-8"),
            [0x1F, 0x8B, ..] => Fatal("is compressed (gzip); unpack it"),
            [(byte)'<', ..] => Fatal("is HTML or XML; the address must lead to the JSON text itself, not to a page that shows it"),
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => Fatal("is UTF-16; save it as UTF-8"),
            _ when !Utf8.IsValid(text) => Fatal("is not UTF-8"),
            _ when LooksLikeYaml(text) => Fatal("is YAML; convert it to JSON and point to the JSON file"),
            _ => Fatal("is no JSON object; an OpenAPI document in JSON begins with '{'"),
        };
    }

    /// <summary>What follows the blanks and the comments (<c>// …</c>, <c>/* … */</c>) at the beginning.</summary>
    private static ReadOnlySpan<byte> WithoutComments(ReadOnlySpan<byte> content)
    {
        while (true)
        {
            content = content.TrimStart(" \t\r\n"u8);
            var (isLine, isBlock) = (content.StartsWith("//"u8), content.StartsWith("/*"u8));
            if (!isLine && !isBlock)
            {
                return content;
            }

            var end = isLine ? content.IndexOfAny("\r\n"u8) : content[2..].IndexOf("*/"u8);
            content = end < 0 ? [] : content[(isLine ? end : end + 4)..];
        }
    }

    /// <summary>Half a surrogate pair can be written as an escape, and only reading it shows that it is no text.</summary>
    private static bool IsReadable(JsonElement root)
    {
        try
        {
            return ReadAll(root);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool ReadAll(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString() is not null,
        JsonValueKind.Array => element.EnumerateArray().All(ReadAll),
        JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && ReadAll(member.Value)),
        _ => true,
    };

    private static bool LooksLikeYaml(ReadOnlySpan<byte> text)
    {
        var head = text[..Math.Min(text.Length, 4096)];
        return head.StartsWith("---"u8) || head.StartsWith("#"u8) || head.IndexOf("openapi:"u8) >= 0 || head.IndexOf("swagger:"u8) >= 0;
    }

    private static SpecProblem Fatal(string message) => new("line 1", message, IsFatal: true);

    /// <summary>The message without the position, which stands in front already.</summary>
    private static string Short(JsonException fault)
    {
        var end = fault.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? fault.Message : fault.Message[..end];
    }
}
