using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Functions.Input;

/// <summary>Reads JSON from outside without ever throwing for what it holds.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>Reads JSON; false when it is none.</summary>
    public static bool TryParse(string text, out JsonElement value)
    {
        try
        {
            value = JsonElement.Parse(text, Deep);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // The second: text with half of a surrogate pair has no UTF-8 form.
            value = default;
            return false;
        }
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
}
