using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Functions.Host;

/// <summary>
/// How the host writes values: what serialises to an object is nested as one, everything else arrives as its JSON inside a
/// string. One decoder for both.
/// </summary>
internal static class WireValue
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>The value of a string that holds JSON, opened once; any other value as it is.</summary>
    public static JsonElement Open(JsonElement value) =>
        TryText(value, out var text) && TryParse(text, out var inner) ? inner : value;

    /// <summary>The text of a queue message: the host wraps it in a JSON string inside a JSON string.</summary>
    public static string? MessageText(JsonElement value)
    {
        if (!TryText(value, out var outer))
        {
            return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String ? null : value.GetRawText();
        }

        return TryParse(outer, out var inner) && TryText(inner, out var text) ? text : outer;
    }

    /// <summary>A property of an object; undefined for anything else.</summary>
    public static JsonElement Property(JsonElement value, string name)
    {
        try
        {
            return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var property) ? property : default;
        }
        catch (InvalidOperationException)
        {
            // A property name with half of a surrogate pair in it cannot be compared.
            return default;
        }
    }

    /// <summary>A property's text; null when it is not there, not a string, or not text.</summary>
    public static string? Text(JsonElement value, string name) => TryText(Property(value, name), out var text) ? text : null;

    /// <summary>A whole number that may have been written as text, once or twice.</summary>
    public static int? Number(JsonElement value)
    {
        var opened = Open(Open(value));
        if (opened.ValueKind == JsonValueKind.Number)
        {
            return opened.TryGetInt32(out var number) ? number : null;
        }

        return TryText(opened, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
    }

    /// <summary>The text of a string; false for other kinds and for a string with half of a surrogate pair in it.</summary>
    public static bool TryText(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = value.GetString();
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        return text is not null;
    }

    /// <summary>Reads JSON; false when it is none.</summary>
    public static bool TryParse(string text, out JsonElement value)
    {
        try
        {
            value = JsonElement.Parse(text, Deep);
            return true;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
        catch (ArgumentException)
        {
            // Text with half of a surrogate pair has no UTF-8 form.
            value = default;
            return false;
        }
    }

    /// <summary>Reads JSON; false when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out JsonElement value)
    {
        try
        {
            value = JsonElement.Parse(utf8, Deep);
            return true;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }
}
