namespace Importer.Specs;

/// <summary>JSON pointers in the form <c>#/paths/~1chat/post</c>. Source: https://www.rfc-editor.org/rfc/rfc6901</summary>
internal static class SpecPointer
{
    public const string Root = "#";

    // Names are people's: longer ones are cut where they are shown.
    private const int MaxShown = 1000;

    /// <summary>The pointer to a place below another, as it is shown.</summary>
    public static string Of(string parent, params ReadOnlySpan<string> steps) => Shown(Of(parent, whole: false, steps));

    /// <summary>The pointer to a place below another.</summary>
    public static string Of(string parent, bool whole, params ReadOnlySpan<string> steps)
    {
        foreach (var step in steps)
        {
            var name = whole || step.Length <= MaxShown ? step : step[..MaxShown];
            parent += "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        }

        return parent;
    }

    /// <summary>A text of the document as it is shown: cut where it is long.</summary>
    public static string Shown(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";

    /// <summary>The name that a step of a pointer stands for.</summary>
    public static string Unescape(string step) => Uri.UnescapeDataString(step)
        .Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
