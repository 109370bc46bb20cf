using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Importer.Specs;

/// <summary>
/// What Microsoft's own OpenAPI reader finds. Its findings are reported and never fatal: published documents that API
/// Management imports every day have some.
/// </summary>
internal static class SpecLibraryProblems
{
    [SuppressMessage("Design", "CA1031", Justification = "The reader throws all kinds of exceptions for damaged documents.")]
    public static IEnumerable<SpecProblem> Of(string json)
    {
        try
        {
            var diagnostic = OpenApiDocument.Parse(json, OpenApiConstants.Json, new OpenApiReaderSettings()).Diagnostic;
            return diagnostic is null
                ? []
                : diagnostic
                    .Errors.Concat(diagnostic.Warnings)
                    .Select(error => new SpecProblem(error.Pointer ?? SpecPointer.Root, error.Message, IsFatal: false));
        }
        catch (Exception fault)
        {
            return [new(SpecPointer.Root, $"cannot be read as OpenAPI: {fault.Message}", IsFatal: true)];
        }
    }
}

/// <summary>
/// What API Management stumbles over in operations.
/// Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
/// </summary>
internal static partial class SpecOperationProblems
{
    private const int MaxUrlTemplate = 1000;

    public static IEnumerable<SpecProblem> Of(SpecIndex index)
    {
        var nodes = SpecOperations.Nodes(index.Root).ToList();
        return nodes.Count == 0
            ? [new("#/paths", "holds no operation", IsFatal: true)]
            : RepeatedNames(nodes)
                .Concat(RepeatedTemplates(nodes))
                .Concat(nodes.SelectMany(node => RepeatedParameters(index, node).Concat(Ignored(index, node))));
    }

    /// <summary>API Management would number them by their order, so that a later import could confuse or delete them.</summary>
    private static IEnumerable<SpecProblem> RepeatedNames(IEnumerable<OperationNode> nodes) =>
        from same in nodes.GroupBy(node => OperationNaming.Base((node.Id, node.Method, node.Path)), StringComparer.Ordinal)
        from node in same.Skip(1)
        select new SpecProblem(
            SpecPointer.Of(node.Pointer, "operationId"),
            $"'{SpecPointer.Shown(node.Id ?? node.Path)}' gets the same name '{same.Key}' as '{SpecPointer.Shown(same.First().Id ?? same.First().Path)}' at {same.First().Pointer}; give each operation its own id",
            IsFatal: true
        );

    private static IEnumerable<SpecProblem> RepeatedTemplates(IEnumerable<OperationNode> nodes) =>
        from same in nodes.GroupBy(node => $"{node.Method} {Parameter().Replace(node.Path, "{}")}", StringComparer.OrdinalIgnoreCase)
        from node in same.Skip(1)
        select new SpecProblem(
            node.Pointer,
            $"answers the same calls as {same.First().Pointer}; parameter names do not tell paths apart",
            IsFatal: true
        );

    private static IEnumerable<SpecProblem> RepeatedParameters(SpecIndex index, OperationNode node)
    {
        var inPath = Parameter().Matches(node.Path).Select(match => match.Groups[1].Value);
        var inQuery = node.Parameters(index)
            .Where(parameter => parameter.Text("in") == "query" && parameter.IsTrue("required"))
            .Select(parameter => parameter.Text("name") ?? "");
        foreach (var name in inPath.Concat(inQuery).CountBy(name => name, StringComparer.OrdinalIgnoreCase).Where(count => count.Value > 1))
        {
            yield return new(
                node.Pointer,
                $"has the parameter '{SpecPointer.Shown(name.Key)}' {name.Value} times in path and required query; the template's names must differ",
                IsFatal: true
            );
        }

        if (node.Path.Length > MaxUrlTemplate)
        {
            yield return new(node.Pointer, $"has a path of more than {MaxUrlTemplate} characters", IsFatal: true);
        }
    }

    private static IEnumerable<SpecProblem> Ignored(SpecIndex index, OperationNode node)
    {
        if (node.Operation.Member("servers") is not null || node.PathItem.Member("servers") is not null)
        {
            yield return new(node.Pointer, "names its own servers, which API Management ignores", IsFatal: false);
        }

        if (node.Method is "get" or "head" or "options" && node.Operation.Member("requestBody") is not null)
        {
            yield return new(
                SpecPointer.Of(node.Pointer, "requestBody"),
                $"is dropped by API Management for {node.Method}",
                IsFatal: false
            );
        }

        if (node.Parameters(index).FirstOrDefault(parameter => parameter.Text("in") == "cookie").Text("name") is { } cookie)
        {
            yield return new(node.Pointer, $"takes the cookie '{SpecPointer.Shown(cookie)}', which API Management ignores", IsFatal: false);
        }
    }

    [GeneratedRegex(@"\{([^{}/]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}

/// <summary>Something about a given document that an import would stumble over.</summary>
/// <param name="Pointer">The place: a JSON pointer such as <c>#/paths/~1chat/post</c>, or a line for text that is no JSON.</param>
/// <param name="Message">What is wrong and what helps.</param>
/// <param name="IsFatal">True when API Management would refuse the document; false when it takes it regardless.</param>
[SuppressMessage("Naming", "CA1720", Justification = "A JSON pointer, as RFC 6901 calls it.")]
internal sealed record SpecProblem(string Pointer, string Message, bool IsFatal)
{
    /// <summary>Place and message in one line.</summary>
    public override string ToString() => $"{Pointer}: {Message}";
}

/// <summary>What API Management stumbles over in a document's version, servers, info and components.</summary>
internal static partial class SpecShapeProblems
{
    public static IEnumerable<SpecProblem> Of(JsonElement root) =>
        Version(root)
            .Concat(Elsewhere(root))
            .Concat(Servers(root))
            .Concat(Info(root))
            .Concat(ComponentNames(root))
            .Concat(Discriminators(root));

    /// <summary>Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions#open-api</summary>
    private static IEnumerable<SpecProblem> Version(JsonElement root)
    {
        if (root.Member("swagger") is not null)
        {
            yield return new("#/swagger", "is Swagger 2.0; convert the document to OpenAPI 3.0 or 3.1", IsFatal: true);
        }
        else if (root.Text("openapi") is not { } version)
        {
            yield return new("#/openapi", "is missing: this is JSON, but no OpenAPI document", IsFatal: true);
        }
        else if (!KnownVersion().IsMatch(version))
        {
            yield return new("#/openapi", $"is {version}; API Management imports 3.0 and 3.1", IsFatal: true);
        }
    }

    /// <summary>
    /// Operations that do not stand under <c>paths</c>. API Management documents that it reads <c>x-ms-paths</c>; what it makes
    /// of path items behind a reference is not documented.
    /// Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
    /// </summary>
    private static IEnumerable<SpecProblem> Elsewhere(JsonElement root)
    {
        if (root.Member("x-ms-paths").Members().Any())
        {
            yield return new(
                "#/x-ms-paths",
                "holds operations that API Management would make and the importer does not read; move them to paths, or leave them out",
                IsFatal: true
            );
        }

        foreach (var path in root.Member("paths").Members().Where(path => path.Value.Text("$ref") is not null))
        {
            yield return new(
                SpecPointer.Of(SpecPointer.Root, "paths", path.Name),
                $"is a reference ({path.Value.Text("$ref")}); put the path's operations here themselves",
                IsFatal: true
            );
        }
    }

    private static IEnumerable<SpecProblem> Servers(JsonElement root)
    {
        if (SpecServers.HttpsPath(root) is null)
        {
            yield return new("#/servers", "names no https server; the account's endpoint takes its place", IsFatal: false);
        }
    }

    private static IEnumerable<SpecProblem> Info(JsonElement root)
    {
        if (root.Member("info")?.Text("version") is not { Length: > 0 })
        {
            yield return new("#/info/version", "is missing, so test calls have no api-version to use", IsFatal: false);
        }
    }

    private static IEnumerable<SpecProblem> ComponentNames(JsonElement root) =>
        from kind in root.Member("components").Members()
        from component in ((JsonElement?)kind.Value).Members()
        where !ComponentName().IsMatch(component.Name)
        select new SpecProblem(
            SpecPointer.Of(SpecPointer.Root, "components", kind.Name, component.Name),
            "may hold only letters, digits, dot, dash and underscore in its name",
            IsFatal: true
        );

    /// <summary>
    /// Source: https://github.com/commercetools/commercetools-api-reference/issues/198 and
    /// https://github.com/lvbag/BAG-API/issues/8 (what API Management answers, and what its support says)
    /// </summary>
    private static IEnumerable<SpecProblem> Discriminators(JsonElement root) =>
        from schema in root.Member("components")?.Member("schemas").Members() ?? []
        let property = schema.Value.Member("discriminator")?.Text("propertyName")
        where
            property is not null
            && schema.Value.Member("properties") is not null
            && !schema.Value.Member("required").Items().Any(name => name.ValueKind == JsonValueKind.String && name.ValueEquals(property))
        select new SpecProblem(
            SpecPointer.Of(SpecPointer.Root, "components", "schemas", schema.Name, "discriminator"),
            $"names '{SpecPointer.Shown(property)}', which the schema does not require; API Management refuses that (\"must contain property specified in the discriminator in the required field list\"): add '{SpecPointer.Shown(property)}' to the schema's required, or take the discriminator out",
            IsFatal: true
        );

    [GeneratedRegex(@"^3\.[01](\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex KnownVersion();

    [GeneratedRegex(@"^[a-zA-Z0-9.\-_]+$", RegexOptions.CultureInvariant)]
    private static partial Regex ComponentName();
}

/// <summary>Turns bytes into a JSON tree, or says why they are none.</summary>
internal static class SpecTextProblems
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = 256,
        AllowDuplicateProperties = false,

        // Published accelerators ship documents with a comment on top, and API Management takes them.
        CommentHandling = JsonCommentHandling.Skip,
    };

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The same bytes without a byte order mark, which API Management does not take.</summary>
    public static ReadOnlyMemory<byte> WithoutTag(ReadOnlyMemory<byte> content) =>
        content.Span.StartsWith(Utf8Mark) ? content[Utf8Mark.Length..] : content;

    /// <summary>The tree, or the problem that there is none.</summary>
    public static SpecProblem? Parse(ReadOnlyMemory<byte> content, out JsonElement root)
    {
        root = default;
        if (NoJson(content.Span) is { } problem)
        {
            return problem;
        }

        try
        {
            root = JsonElement.Parse(content.Span, Strict);
            return IsReadable(root) ? null : Fatal("holds text that is no valid Unicode");
        }
        catch (JsonException fault)
        {
            return new($"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}", $"is no JSON: {Short(fault)}", IsFatal: true);
        }
        catch (InvalidOperationException)
        {
            // The search for names that stand twice compares them, and half a character is no name.
            return Fatal("holds text that is no valid Unicode");
        }
    }

    private static SpecProblem? NoJson(ReadOnlySpan<byte> content)
    {
        var text = WithoutComments(content);
        return text switch
        {
            [] => Fatal("is empty"),
            [(byte)'{', ..] => Utf8.IsValid(text) ? null : Fatal("is not UTF-8"),
            [0x1F, 0x8B, ..] => Fatal("is compressed (gzip); unpack it"),
            [(byte)'<', ..] => Fatal("is HTML or XML; the address must lead to the JSON text itself, not to a page that shows it"),
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => Fatal("is UTF-16; save it as UTF-8"),
            _ when !Utf8.IsValid(text) => Fatal("is not UTF-8"),
            _ when LooksLikeYaml(text) => Fatal("is YAML; convert it to JSON and point to the JSON file"),
            _ => Fatal("is no JSON object; an OpenAPI document in JSON begins with '{'"),
        };
    }

    /// <summary>What follows the blanks and the comments (<c>// …</c>, <c>/* … */</c>) at the beginning.</summary>
    private static ReadOnlySpan<byte> WithoutComments(ReadOnlySpan<byte> content)
    {
        while (true)
        {
            content = content.TrimStart(" \t\r\n"u8);
            var (isLine, isBlock) = (content.StartsWith("//"u8), content.StartsWith("/*"u8));
            if (!isLine && !isBlock)
            {
                return content;
            }

            var end = isLine ? content.IndexOfAny("\r\n"u8) : content[2..].IndexOf("*/"u8);
            content = end < 0 ? [] : content[(isLine ? end : end + 4)..];
        }
    }

    /// <summary>Half a surrogate pair can be written as an escape, and only reading it shows that it is no text.</summary>
    private static bool IsReadable(JsonElement root)
    {
        try
        {
            return ReadAll(root);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool ReadAll(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.String => element.GetString() is not null,
            JsonValueKind.Array => element.EnumerateArray().All(ReadAll),
            JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && ReadAll(member.Value)),
            _ => true,
        };

    private static bool LooksLikeYaml(ReadOnlySpan<byte> text)
    {
        var head = text[..Math.Min(text.Length, 4096)];
        return head.StartsWith("---"u8) || head.StartsWith("#"u8) || head.IndexOf("openapi:"u8) >= 0 || head.IndexOf("swagger:"u8) >= 0;
    }

    private static SpecProblem Fatal(string message) => new("line 1", message, IsFatal: true);

    /// <summary>The message without the position, which stands in front already.</summary>
    private static string Short(JsonException fault)
    {
        var end = fault.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? fault.Message : fault.Message[..end];
    }
}
