using System.Text.Json;
using System.Text.RegularExpressions;

namespace Importer.Specs;

/// <summary>What API Management stumbles over in a document's version, servers, info and components.</summary>
internal static partial class SpecShapeProblems
{
    public static IEnumerable<SpecProblem> Of(JsonElement root) =>
        Version(root).Concat(Elsewhere(root)).Concat(Servers(root)).Concat(Info(root)).Concat(ComponentNames(root)).Concat(Discriminators(root));

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
            yield return new("#/x-ms-paths", "holds operations that API Management would make and the importer does not read; move them to paths, or leave them out", IsFatal: true);
        }

        foreach (var path in root.Member("paths").Members().Where(path => path.Value.Text("$ref") is not null))
        {
            yield return new(
                SpecPointer.Of(SpecPointer.Root, "paths", path.Name), $"is a reference ({path.Value.Text("$ref")}); put the path's operations here themselves", IsFatal: true);
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
            IsFatal: true);

    /// <summary>
    /// Source: https://github.com/commercetools/commercetools-api-reference/issues/198 and
    /// https://github.com/lvbag/BAG-API/issues/8 (what API Management answers, and what its support says)
    /// </summary>
    private static IEnumerable<SpecProblem> Discriminators(JsonElement root) =>
        from schema in root.Member("components")?.Member("schemas").Members() ?? []
        let property = schema.Value.Member("discriminator")?.Text("propertyName")
        where property is not null
            && schema.Value.Member("properties") is not null
            && !schema.Value.Member("required").Items().Any(name => name.ValueKind == JsonValueKind.String && name.ValueEquals(property))
        select new SpecProblem(
            SpecPointer.Of(SpecPointer.Root, "components", "schemas", schema.Name, "discriminator"),
            $"names '{SpecPointer.Shown(property)}', which the schema does not require; API Management refuses that (\"must contain property specified in the discriminator in the required field list\"): add '{SpecPointer.Shown(property)}' to the schema's required, or take the discriminator out",
            IsFatal: true);

    [GeneratedRegex(@"^3\.[01](\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex KnownVersion();

    [GeneratedRegex(@"^[a-zA-Z0-9.\-_]+$", RegexOptions.CultureInvariant)]
    private static partial Regex ComponentName();
}
