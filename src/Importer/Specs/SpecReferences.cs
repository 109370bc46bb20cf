using System.Text.Json;

namespace Importer.Specs;

/// <summary>Finds references, and those that API Management cannot follow.</summary>
internal static class SpecReferences
{
    private const string SchemaPrefix = "#/components/schemas/";

    /// <summary>Data, not structure: a <c>$ref</c> in here means nothing.</summary>
    private static readonly HashSet<string> Literals = new(StringComparer.Ordinal)
    {
        "example", "examples", "default", "enum", "const",
    };

    /// <summary>Members of these are names that somebody chose, not words of OpenAPI.</summary>
    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal)
    {
        "properties", "patternProperties", "$defs", "definitions", "schemas", "responses", "parameters", "headers",
        "requestBodies", "callbacks", "links", "paths", "content", "securitySchemes", "pathItems",
    };

    /// <summary>Every reference below an element, in document order.</summary>
    public static IEnumerable<SpecReference> In(JsonElement element, string pointer) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => In(item, $"{pointer}/{index}")),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => InMember(member, pointer)),
        _ => [],
    };

    /// <summary>References to other files, references to nothing, and schemas that contain themselves.</summary>
    public static IEnumerable<SpecProblem> Problems(JsonElement root)
    {
        var references = In(root, SpecPointer.Root).ToList();
        return references.Select(reference => Problem(root, reference)).OfType<SpecProblem>()
            .Concat(Recursive(references));
    }

    private static IEnumerable<SpecReference> InMember(JsonProperty member, string pointer)
    {
        if (member.NameEquals("$ref") && member.Value.ValueKind == JsonValueKind.String)
        {
            return [new(SpecPointer.Of(pointer, "$ref"), member.Value.GetString()!)];
        }

        return IsData(member.Name, pointer) ? [] : In(member.Value, SpecPointer.Of(pointer, member.Name));
    }

    /// <summary>Extensions count as data too: API Management ignores them, and published documents refer to files there.</summary>
    private static bool IsData(string name, string parent) =>
        (Literals.Contains(name) || name.StartsWith("x-", StringComparison.Ordinal))
        && !Maps.Contains(parent[(parent.LastIndexOf('/') + 1)..]);

    private static SpecProblem? Problem(JsonElement root, SpecReference reference)
    {
        if (!reference.Target.StartsWith('#'))
        {
            return new(
                reference.Pointer,
                $"refers to '{reference.Target}' outside the document; API Management does not follow it, put it inside",
                IsFatal: true);
        }

        return SpecPointer.Resolve(root, reference.Target) is null
            ? new(reference.Pointer, $"refers to '{reference.Target}', which is not in the document", IsFatal: true)
            : null;
    }

    /// <summary>The documentation calls them unsupported, yet published documents that have them are imported.</summary>
    private static IEnumerable<SpecProblem> Recursive(IEnumerable<SpecReference> references)
    {
        var edges = references
            .Where(reference => reference.Target.StartsWith(SchemaPrefix, StringComparison.Ordinal)
                && reference.Pointer.StartsWith(SchemaPrefix, StringComparison.Ordinal))
            .ToLookup(
                reference => SchemaPrefix + reference.Pointer[SchemaPrefix.Length..].Split('/')[0],
                reference => reference.Target,
                StringComparer.Ordinal);
        return edges.Select(edge => edge.Key).Where(schema => Reaches(schema, schema, edges)).Select(schema => new SpecProblem(
            schema,
            "contains itself; API Management documents recursive schemas as unsupported but takes published ones",
            IsFatal: false));
    }

    private static bool Reaches(string from, string goal, ILookup<string, string> edges)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(edges[from]);
        while (open.TryPop(out var next))
        {
            if (next == goal)
            {
                return true;
            }

            if (seen.Add(next))
            {
                foreach (var target in edges[next])
                {
                    open.Push(target);
                }
            }
        }

        return false;
    }
}
