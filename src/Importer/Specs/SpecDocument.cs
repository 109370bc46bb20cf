using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Importer.Specs;

/// <summary>An OpenAPI document (3.0 or 3.1, JSON). Never changes: editing gives another document. Safe to share.</summary>
internal sealed class SpecDocument
{
    private readonly Lazy<IReadOnlyList<SpecOperation>> _operations;
    private readonly Lazy<string> _hash;
    private readonly bool _isOurs;

    /// <summary>A document.</summary>
    /// <param name="root">Its tree.</param>
    /// <param name="isOurs">
    /// Whether its operations may say by themselves what they can do; in a given document only the path counts.
    /// </param>
    internal SpecDocument(JsonElement root, bool isOurs = false)
        : this(root, new(() => SpecOperations.Read(root, isOurs)), isOurs) { }

    private SpecDocument(JsonElement root, Lazy<IReadOnlyList<SpecOperation>> operations, bool isOurs)
    {
        Root = root;
        _operations = operations;
        _isOurs = isOurs;
        _hash = new(() => SpecHash.Of(Encoding.UTF8.GetBytes(ToJson())));
    }

    /// <summary>The document's title; empty when it has none.</summary>
    public string Title => Root.Member("info")?.Text("title") ?? "";

    /// <summary>The document's version (<c>info.version</c>), which need not be an api-version; empty when it has none.</summary>
    public string Version => Root.Member("info")?.Text("version") ?? "";

    /// <summary>The operations in document order.</summary>
    public IReadOnlyList<SpecOperation> Operations => _operations.Value;

    /// <summary>Changes whenever the document does (SHA-256, the first 16 hex digits).</summary>
    public string Hash => _hash.Value;

    /// <summary>The document as a tree.</summary>
    internal JsonElement Root { get; }

    /// <summary>The document as minified JSON; the same document always gives the same text.</summary>
    public string ToJson() => SpecJson.Write(Root);

    /// <summary>Another document: this one after an edit.</summary>
    internal SpecDocument With(Action<JsonObject> edit) => new(Edited(edit), _isOurs);

    /// <summary>Another document: this one after an edit that leaves paths, components and the version alone.</summary>
    internal SpecDocument WithHead(Action<JsonObject> edit) => new(Edited(edit), _operations, _isOurs);

    private JsonElement Edited(Action<JsonObject> edit)
    {
        var copy = JsonObject.Create(Root) ?? throw new InvalidOperationException("An OpenAPI document is a JSON object.");
        edit(copy);
        return SpecJson.Tree(copy);
    }
}

/// <summary>Short fingerprints of documents.</summary>
internal static class SpecHash
{
    private const int Digits = 16;

    public static string Of(ReadOnlySpan<byte> bytes) => Short(Whole(bytes));

    public static string Whole(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string Short(string whole) => whole[..Digits];
}

/// <summary>The <c>info</c> of a document. On import the document's title and description win over the API's own.</summary>
internal static class SpecInfo
{
    /// <summary>Sets title and description; null leaves what is there.</summary>
    public static SpecDocument Set(SpecDocument document, string? title, string? description) =>
        document.WithHead(root =>
        {
            if (root["info"] is not JsonObject info)
            {
                root["info"] = info = [];
            }

            Put(info, "title", title);
            Put(info, "description", description);
        });

    private static void Put(JsonObject info, string name, string? value)
    {
        if (value is not null)
        {
            info[name] = value;
        }
    }
}

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
    public static bool IsTrue(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True };

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
