using System.Text.Json;

namespace Importer.Specs;

/// <summary>Reads the operations of a document as API Management does on import.</summary>
internal static class SpecOperations
{
    private const int MaxDisplayName = 300;

    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal)
    {
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    };

    /// <summary>Every operation with its place, in document order.</summary>
    public static IEnumerable<OperationNode> Nodes(JsonElement root) =>
        from path in root.Member("paths").Members()
        from method in ((JsonElement?)path.Value).Members()
        where Methods.Contains(method.Name)
        select new OperationNode(path.Name, method.Name, path.Value, method.Value);

    public static IReadOnlyList<SpecOperation> Read(JsonElement root)
    {
        var index = new SpecIndex(root);
        var nodes = Nodes(root).ToList();
        var names = OperationNaming.Names(nodes.Select(node => (node.Id, node.Method, node.Path)));
        return [.. nodes.Zip(names, (node, name) => Operation(index, node, name))];
    }

    private static SpecOperation Operation(SpecIndex index, OperationNode node, string name)
    {
        var parameters = node.Parameters(index).ToList();
        var required = parameters
            .Where(parameter => parameter.Text("in") == "query" && parameter.IsTrue("required"))
            .Select(parameter => parameter.Text("name") ?? "")
            .ToList();
        return new SpecOperation
        {
            Name = name,
            Method = node.Method.ToUpperInvariant(),
            UrlTemplate = node.Path,
            UrlTemplateWithQuery = required.Count == 0
                ? node.Path
                : $"{node.Path}?{string.Join('&', required.Select(query => $"{query}={{{query}}}"))}",
            DisplayName = DisplayName(node),
            ApiVersion = SpecApiVersion.Of(index, parameters),
            Capability = OperationCapability.Of(node),
        };
    }

    private static string DisplayName(OperationNode node)
    {
        var text = node.Operation.Text("summary") is { Length: > 0 } summary
            ? summary
            : node.Id ?? $"{node.Method.ToUpperInvariant()} {node.Path}";
        return text.Length <= MaxDisplayName ? text : text[..MaxDisplayName];
    }
}
