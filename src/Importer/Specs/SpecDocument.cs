using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Importer.Specs;

/// <summary>An OpenAPI document (3.0 or 3.1, JSON). Never changes: editing gives another document. Safe to share.</summary>
public sealed class SpecDocument
{
    private readonly Lazy<IReadOnlyList<SpecOperation>> _operations;
    private readonly Lazy<string> _hash;

    internal SpecDocument(JsonElement root)
        : this(root, new(() => SpecOperations.Read(root)))
    {
    }

    private SpecDocument(JsonElement root, Lazy<IReadOnlyList<SpecOperation>> operations)
    {
        Root = root;
        _operations = operations;
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
    internal SpecDocument With(Action<JsonObject> edit) => new(Edited(edit));

    /// <summary>Another document: this one after an edit that leaves paths, components and the version alone.</summary>
    internal SpecDocument WithHead(Action<JsonObject> edit) => new(Edited(edit), _operations);

    private JsonElement Edited(Action<JsonObject> edit)
    {
        var copy = JsonObject.Create(Root) ?? throw new InvalidOperationException("An OpenAPI document is a JSON object.");
        edit(copy);
        return SpecJson.Tree(copy);
    }
}
