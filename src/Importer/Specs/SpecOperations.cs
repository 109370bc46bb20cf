using System.Text;
using System.Text.Json;
using Importer.Deployments;

namespace Importer.Specs;

/// <summary>Reads the operations of a document as API Management does on import.</summary>
internal static class SpecOperations
{
    private const int MaxDisplayName = 300;

    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal)
    {
        "get",
        "put",
        "post",
        "delete",
        "options",
        "head",
        "patch",
        "trace",
    };

    /// <summary>Every operation with its place, in document order.</summary>
    public static IEnumerable<OperationNode> Nodes(JsonElement root) =>
        from path in root.Member("paths").Members()
        from method in ((JsonElement?)path.Value).Members()
        where Methods.Contains(method.Name)
        select new OperationNode(path.Name, method.Name, path.Value, method.Value);

    public static IReadOnlyList<SpecOperation> Read(JsonElement root, bool isOurs)
    {
        var index = new SpecIndex(root);
        var nodes = Nodes(root).ToList();
        var names = OperationNaming.Names(nodes.Select(node => (node.Id, node.Method, node.Path)));
        return [.. nodes.Zip(names, (node, name) => Operation(index, node, name, isOurs))];
    }

    private static SpecOperation Operation(SpecIndex index, OperationNode node, string name, bool isOurs)
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
            UrlTemplateWithQuery =
                required.Count == 0 ? node.Path : $"{node.Path}?{string.Join('&', required.Select(query => $"{query}={{{query}}}"))}",
            DisplayName = DisplayName(node),
            ApiVersion = SpecApiVersion.Of(index, parameters),
            Capability = isOurs ? OperationCapability.Of(node) : OperationCapability.OfPath(node.Path),
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

/// <summary>Which capability an operation needs: what our own documents say, else what its path shows.</summary>
internal static class OperationCapability
{
    public const string Extension = "x-capability";

    public static Capability? Of(OperationNode node) =>
        node.Operation.Text(Extension) is { } said && Enum.TryParse<Capability>(said, out var capability) ? capability : OfPath(node.Path);

    /// <summary>By the end of the path, which is the same in every compatibility.</summary>
    public static Capability? OfPath(string path) =>
        path switch
        {
            _ when EndsWith(path, "/chat/completions") => Capability.Chat,
            _ when EndsWith(path, "/completions") => Capability.Completions,
            _ when EndsWith(path, "/images/embeddings") => Capability.ImageEmbeddings,
            _ when EndsWith(path, "/embeddings") => Capability.Embeddings,
            _ when EndsWith(path, "/images/generations") => Capability.Images,
            _ when EndsWith(path, "/audio/transcriptions") => Capability.Transcription,
            _ when EndsWith(path, "/audio/translations") => Capability.Translation,
            _ when EndsWith(path, "/audio/speech") => Capability.Speech,
            _ when EndsWith(path, "/v1/messages") => Capability.Messages,
            _ when EndsWith(path, "/responses") || path.Contains("/responses/", StringComparison.Ordinal) => Capability.Responses,
            _ => null,
        };

    private static bool EndsWith(string path, string end) => path.EndsWith(end, StringComparison.Ordinal);
}

/// <summary>
/// How API Management names operations on import: the operation id in lower case, each run of other characters than
/// letters and digits as one dash, none at the ends, cut at 76; names that repeat get a number.
/// Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions#operation-name
/// </summary>
internal static class OperationNaming
{
    /// <summary>Names are cut here, so that a number still fits into the 80 that a name may have.</summary>
    public const int MaxLength = 76;

    /// <summary>The name for one operation id: <c>ChatCompletions_Create</c> becomes <c>chatcompletions-create</c>.</summary>
    public static string Name(string operationId)
    {
        var name = new StringBuilder(operationId.Length);
        foreach (var letter in operationId)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                name.Append(char.ToLowerInvariant(letter));
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        var text = name.ToString().TrimEnd('-');
        return text.Length <= MaxLength ? text : text[..MaxLength];
    }

    /// <summary>The names of all operations of an API, in their order; one without id is named by method and path.</summary>
    public static IReadOnlyList<string> Names(IEnumerable<(string? Id, string Method, string Path)> operations)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. operations.Select(operation => Free(Base(operation), taken, next))];
    }

    /// <summary>The name before numbers are given.</summary>
    internal static string Base((string? Id, string Method, string Path) operation) =>
        Name(operation.Id ?? $"{operation.Method} {operation.Path}");

    private static string Free(string name, HashSet<string> taken, Dictionary<string, int> next)
    {
        var free = name;
        while (!taken.Add(free))
        {
            var number = next[name] = next.GetValueOrDefault(name) + 1;
            free = $"{name}-{number}";
        }

        return free;
    }
}

/// <summary>An operation where it stands in the document.</summary>
internal sealed record OperationNode(string Path, string Method, JsonElement PathItem, JsonElement Operation)
{
    /// <summary>Its <c>operationId</c>, or null.</summary>
    public string? Id => Operation.Text("operationId") is { Length: > 0 } id ? id : null;

    /// <summary>Its place.</summary>
    public string Pointer => SpecPointer.Of(SpecPointer.Root, "paths", Path, Method);

    /// <summary>Its parameters and those of its path, references followed; its own win over the path's.</summary>
    public IEnumerable<JsonElement> Parameters(SpecIndex index) =>
        Operation
            .Member("parameters")
            .Items()
            .Concat(PathItem.Member("parameters").Items())
            .Select(parameter => parameter.Text("$ref") is { } reference ? index.Resolve(reference) ?? parameter : parameter)
            .DistinctBy(parameter => (parameter.Text("name"), parameter.Text("in")));
}

/// <summary>One operation, with the names that API Management gives it on import.</summary>
internal sealed record SpecOperation
{
    /// <summary>The resource name in API Management, for example <c>chatcompletions-create</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The HTTP method in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// The path with its parameters, for example <c>/deployments/{deployment-id}/embeddings</c>: what API Management
    /// stores when required query parameters are translated to <c>query</c>.
    /// </summary>
    public required string UrlTemplate { get; init; }

    /// <summary>
    /// The path and the required query parameters, for example <c>/info?api-version={api-version}</c>: what API Management
    /// stores by default. Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
    /// </summary>
    public required string UrlTemplateWithQuery { get; init; }

    /// <summary>The title for people, at most 300 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>
    /// The api-version for calls of this operation: what its parameter says, else the document's version where that is one; empty when
    /// neither says.
    /// </summary>
    public required string ApiVersion { get; init; }

    /// <summary>What a deployment must be able to do for it; null when it needs no deployment or is of no known kind.</summary>
    public Capability? Capability { get; init; }

    /// <summary>
    /// True for a call that makes the model work. Reading, listing, deleting and cancelling what it made (a kept response, say) is none,
    /// though it belongs to the same capability.
    /// </summary>
    public bool MakesModelWork =>
        Method == "POST"
        && Capability is { } capability
        && (capability != Deployments.Capability.Responses || UrlTemplate.TrimEnd('/').EndsWith("/responses", StringComparison.Ordinal));

    /// <summary>
    /// True for an operation of a given document that does not say what it calls and whose template lets calls of models through, such as
    /// <c>/*</c> or <c>/deployments/{id}/chat/{what}</c>.
    /// </summary>
    public bool MayMakeModelWork => Method == "POST" && Capability is null && OpenTemplates.LetCallsThrough(UrlTemplate);
}

/// <summary>Templates that stand for more than one path.</summary>
internal static class OpenTemplates
{
    private static readonly string[][] Calls =
    [
        .. from prefix in new[] { "", "/openai", "/openai/v1", "/v1", "/models", "/anthropic" }
        from call in new[]
        {
            "/deployments/x/chat/completions",
            "/deployments/x/completions",
            "/deployments/x/embeddings",
            "/deployments/x/images/generations",
            "/chat/completions",
            "/completions",
            "/embeddings",
            "/images/embeddings",
            "/images/generations",
            "/responses",
            "/v1/messages",
            "/messages",
        }
        select (prefix + call).Split('/'),
    ];

    /// <summary>True when a call of a model is one of the paths that the template stands for.</summary>
    public static bool LetCallsThrough(string template)
    {
        if (!template.AsSpan().ContainsAny('{', '*'))
        {
            return false;
        }

        var segments = template.Split('?')[0].TrimEnd('/').Split('/');
        return Calls.Any(call => Fits(segments, call));
    }

    // https://learn.microsoft.com/azure/api-management/add-api-manually#add-and-test-a-wildcard-operation
    private static bool Fits(string[] template, string[] path)
    {
        for (var at = 0; at < template.Length; at++)
        {
            if (template[at].Contains('*', StringComparison.Ordinal))
            {
                return true;
            }

            if (
                at >= path.Length
                || !(
                    template[at].Contains('{', StringComparison.Ordinal)
                    || string.Equals(template[at], path[at], StringComparison.OrdinalIgnoreCase)
                )
            )
            {
                return false;
            }
        }

        return template.Length == path.Length;
    }
}
