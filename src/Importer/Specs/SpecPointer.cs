using System.Text.Json;

namespace Importer.Specs;

/// <summary>JSON pointers in the form <c>#/paths/~1chat/post</c>. Source: https://www.rfc-editor.org/rfc/rfc6901</summary>
internal static class SpecPointer
{
    public const string Root = "#";

    /// <summary>The pointer to a place below another.</summary>
    public static string Of(string parent, params ReadOnlySpan<string> steps)
    {
        foreach (var step in steps)
        {
            parent += "/" + step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        }

        return parent;
    }

    /// <summary>What a pointer inside the document points at, or null when there is nothing.</summary>
    public static JsonElement? Resolve(JsonElement root, string pointer)
    {
        JsonElement? at = root;
        foreach (var step in pointer.Split('/').Skip(1))
        {
            at = at is { } here ? Step(here, Unescape(step)) : null;
        }

        return pointer.StartsWith('#') ? at : null;
    }

    private static string Unescape(string step) => Uri.UnescapeDataString(step)
        .Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static JsonElement? Step(JsonElement here, string step) => here.ValueKind switch
    {
        JsonValueKind.Object => here.Member(step),
        JsonValueKind.Array when int.TryParse(step, out var index) && index >= 0 && index < here.GetArrayLength() => here[index],
        _ => null,
    };
}
