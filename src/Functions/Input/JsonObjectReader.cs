using System.Globalization;
using System.Text.Json;
using Importer.Resources;

namespace Functions.Input;

/// <summary>What is wrong with one field of an input.</summary>
/// <param name="Field">The field, as the sender spelt it.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal sealed record FieldFault(string Field, string Message);

/// <summary>Enum values as they are spelt on the wire.</summary>
internal static class EnumNames
{
    /// <summary>The value's name in camelCase.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>Reads a JSON object strictly and keeps every fault, so that the sender hears of all of them at once.</summary>
internal sealed class JsonObjectReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    // So many unknown fields are named; who sends more has sent something else altogether.
    private const int MostUnknown = 20;

    private readonly JsonElement _object;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<FieldFault> _faults = [];

    private JsonObjectReader(JsonElement value) => _object = value;

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<FieldFault> Faults => _faults;

    /// <summary>
    /// Opens <paramref name="text"/>; text that is no JSON object, or names a field twice, is a fault of <paramref name="name"/>.
    /// </summary>
    public static JsonObjectReader Open(string text, string name)
    {
        try
        {
            var value = JsonElement.Parse(text, Strict);
            var fields = new JsonObjectReader(value);
            if (value.ValueKind != JsonValueKind.Object)
            {
                fields.Fault(name, $"must be a JSON object, not {KindOf(value)}");
            }

            return fields;
        }
        // The last two: text, or a name, with half of a surrogate pair in it.
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            var fields = new JsonObjectReader(default);
            fields.Fault(
                name,
                exception is JsonException { LineNumber: { } line, BytePositionInLine: { } at }
                    ? $"is no JSON (line {line + 1}, byte {at + 1}), or names a field twice"
                    : "is no JSON, or names a field twice"
            );
            return fields;
        }
    }

    /// <summary>Adds a fault.</summary>
    public void Fault(string field, string message) => _faults.Add(new FieldFault(field, message));

    /// <summary>True when the field is there and not null, whatever else it is.</summary>
    public bool Has(string name) => JsonText.Property(_object, name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>True when the field is there and null.</summary>
    public bool IsNull(string name) => JsonText.Property(_object, name).ValueKind == JsonValueKind.Null;

    /// <summary>A string; null when it is absent, null or wrong.</summary>
    public string? Text(string name)
    {
        var value = Find(name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        if (JsonText.TryText(value, out var text))
        {
            return text;
        }

        Fault(
            name,
            value.ValueKind == JsonValueKind.String
                ? "is not text: it holds half of a surrogate pair"
                : $"must be a string, not {KindOf(value)}"
        );
        return null;
    }

    /// <summary>True or false; null when it is absent, null or wrong.</summary>
    public bool? Flag(string name)
    {
        var value = Find(name);
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return null;
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetBoolean();
            default:
                Fault(name, $"must be true or false, not {KindOf(value)}");
                return null;
        }
    }

    /// <summary>A whole number from 1; null when it is absent, null or wrong.</summary>
    public int? Count(string name)
    {
        var value = Find(name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0)
        {
            return number;
        }

        Fault(name, "must be a whole number from 1");
        return null;
    }

    /// <summary>One of an enum's words in camelCase; null when it is absent, null or wrong.</summary>
    public T? Word<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (EnumNames.Of(value) == text)
            {
                return value;
            }
        }

        Fault(name, $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(EnumNames.Of))}");
        return null;
    }

    /// <summary>A time with its offset (ISO 8601); null when it is absent, null or wrong.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        Fault(name, "must be a time such as 2026-11-21T10:00:00Z");
        return null;
    }

    /// <summary>A scope inside the scopes; null when it is absent, null or wrong.</summary>
    public ResourceId? Scope(string name, ScopeValidator scopes)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (scopes.TryRead(text, out var scope, out var fault))
        {
            return scope;
        }

        Fault(name, fault);
        return null;
    }

    /// <summary>Makes a fault of every field that was not asked for.</summary>
    public void RefuseUnknown()
    {
        if (_object.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var name in _object.EnumerateObject().Select(NameOf).Where(name => !_known.Contains(name)).Take(MostUnknown))
        {
            Fault(LogText.Line(name), $"is unknown; known are {string.Join(", ", _known)}");
        }
    }

    private JsonElement Find(string name)
    {
        _known.Add(name);
        return JsonText.Property(_object, name);
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "(a name that is no text)";
        }
    }

    private static string KindOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => "a list",
            JsonValueKind.Object => "an object",
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "true or false",
        };
}
