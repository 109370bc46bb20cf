using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Deployments;

namespace Importer.Specs;

/// <summary>Cuts a document down to what the deployments can do, so that no operation is published that nobody answers.</summary>
internal static class SpecTailor
{
    private const string SchemaPrefix = "#/components/schemas/";

    /// <summary>
    /// Keeps the operations of the given capabilities and those that need no deployment; schemas that nothing refers to
    /// any more go as well.
    /// </summary>
    public static SpecDocument Tailor(SpecDocument document, IReadOnlySet<Capability> capabilities)
    {
        var unwanted = SpecOperations
            .Nodes(document.Root)
            .Where(node => OperationCapability.Of(node) is { } capability && !capabilities.Contains(capability))
            .ToList();
        return WithoutUnusedSchemas(document.With(root => Remove(root, unwanted)));
    }

    private static void Remove(JsonObject root, IReadOnlyList<OperationNode> unwanted)
    {
        if (root["paths"] is not JsonObject paths)
        {
            return;
        }

        foreach (var node in unwanted)
        {
            paths[node.Path]?.AsObject().Remove(node.Method);
        }

        foreach (var empty in paths.Where(path => path.Value is JsonObject { Count: 0 }).Select(path => path.Key).ToList())
        {
            paths.Remove(empty);
        }

        foreach (
            var operation in paths
                .Select(path => path.Value)
                .OfType<JsonObject>()
                .SelectMany(path => path.Select(method => method.Value).OfType<JsonObject>())
        )
        {
            // Ours alone; the path shows the capability just as well.
            operation.Remove(OperationCapability.Extension);
        }
    }

    private static SpecDocument WithoutUnusedSchemas(SpecDocument document)
    {
        var used = Used(document.Root);
        return document.With(root =>
        {
            if (root["components"]?["schemas"] is JsonObject schemas)
            {
                foreach (var name in schemas.Select(schema => schema.Key).Where(name => !used.Contains(name)).ToList())
                {
                    schemas.Remove(name);
                }
            }
        });
    }

    /// <summary>The schemas that operations refer to, and those that these refer to, and so on.</summary>
    private static HashSet<string> Used(JsonElement root)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var index = new SpecIndex(root);
        var open = new Queue<string>(root.Member("paths") is { } paths ? Schemas(paths) : []);
        while (open.TryDequeue(out var name))
        {
            if (used.Add(name) && index.Resolve(SchemaPrefix + name) is { } schema)
            {
                foreach (var inner in Schemas(schema))
                {
                    open.Enqueue(inner);
                }
            }
        }

        return used;
    }

    private static IEnumerable<string> Schemas(JsonElement element) =>
        SpecReferences
            .In(element)
            .Where(reference => reference.Target.StartsWith(SchemaPrefix, StringComparison.Ordinal))
            .Select(reference => reference.Target[SchemaPrefix.Length..]);
}
