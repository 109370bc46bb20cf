using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Importer.Specs;

/// <summary>Reading JSON of any shape without surprises, and writing it in one way only.</summary>
internal static class SpecJson
{
    /// <summary>Minified UTF-8; quotes and non-ASCII letters are not escaped more than JSON asks.</summary>
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A member, or null when this is no object or has no such member.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    /// <summary>A text member, or null when there is none.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    /// <summary>Whether a member is literally true.</summary>
    public static bool IsTrue(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.True };

    /// <summary>The members of an object; none of anything else.</summary>
    public static IEnumerable<JsonProperty> Members(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : [];

    /// <summary>The items of a list; none of anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];

    /// <summary>The element as minified JSON.</summary>
    public static string Write(JsonElement element) => Encoding.UTF8.GetString(Bytes(element.WriteTo));

    /// <summary>The node as a tree that never changes.</summary>
    public static JsonElement Tree(JsonNode node) => JsonElement.Parse(Bytes(writer => node.WriteTo(writer)));

    private static ReadOnlySpan<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Writing))
        {
            write(writer);
        }

        return bytes.WrittenSpan;
    }
}
