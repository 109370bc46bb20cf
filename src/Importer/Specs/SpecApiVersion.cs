using System.Text.Json;
using System.Text.RegularExpressions;

namespace Importer.Specs;

/// <summary>Which <c>api-version</c> the calls of an operation name, by what its document says.</summary>
internal static partial class SpecApiVersion
{
    // Schemas are read through references and compositions; a document that goes deeper says nothing by that.
    private const int Deepest = 8;

    private static readonly string[] Compositions = ["allOf", "oneOf", "anyOf"];

    /// <summary>
    /// What the parameter says, else the document's version where that is an api-version (an export of API Management says
    /// <c>1.0</c>); empty when neither says.
    /// </summary>
    public static string Of(SpecIndex index, IEnumerable<JsonElement> parameters)
    {
        var parameter = parameters.FirstOrDefault(parameter =>
            string.Equals(parameter.Text("name"), "api-version", StringComparison.OrdinalIgnoreCase) && parameter.Text("in") == "query"
        );
        var said = parameter.ValueKind == JsonValueKind.Object ? Said(index, parameter) : null;
        return said ?? (index.Root.Member("info")?.Text("version") is { } version && IsVersion(version) ? version : "");
    }

    // The surest first: what holds when nothing is sent, what alone is taken, what is shown. An example may be a placeholder
    // ("YOUR-API-VERSION"), so it counts only where it is a version.
    private static string? Said(SpecIndex index, JsonElement parameter)
    {
        var schemas = Schemas(index, parameter.Member("schema"), 0).ToList();
        return First(schemas.Select(schema => schema.Text("default")))
            ?? First(schemas.Select(schema => schema.Text("const")))
            ?? First(schemas.Select(schema => Newest(schema.Member("enum"))))
            ?? First(Versions([parameter.Text("example"), .. Examples(index, parameter)]))
            ?? First(Versions(schemas.SelectMany(schema => Texts(schema.Member("examples")).Prepend(schema.Text("example")))));
    }

    private static string? First(IEnumerable<string?> texts) => texts.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    private static IEnumerable<JsonElement> Schemas(SpecIndex index, JsonElement? schema, int depth)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } here || depth > Deepest)
        {
            yield break;
        }

        yield return here;
        var inner = Compositions.SelectMany(word => here.Member(word).Items());
        foreach (
            var part in inner
                .Select(item => (JsonElement?)item)
                .Append(here.Text("$ref") is { } reference ? index.Resolve(reference) : null)
        )
        {
            foreach (var found in Schemas(index, part, depth + 1))
            {
                yield return found;
            }
        }
    }

    // OpenAPI: a map of named examples, each with a value, or a reference to one.
    private static IEnumerable<string?> Examples(SpecIndex index, JsonElement parameter) =>
        parameter
            .Member("examples")
            .Members()
            .Select(example => example.Value.Text("$ref") is { } reference ? index.Resolve(reference) : example.Value)
            .Select(example => example?.Text("value"));

    private static IEnumerable<string?> Texts(JsonElement? list) =>
        list.Items().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : null);

    // Any of them is taken; one that is no preview lasts longest.
    private static string? Newest(JsonElement? list) =>
        Texts(list)
            .OfType<string>()
            .OrderByDescending(version => !version.EndsWith("-preview", StringComparison.OrdinalIgnoreCase))
            .ThenByDescending(version => version, StringComparer.Ordinal)
            .FirstOrDefault();

    private static IEnumerable<string?> Versions(IEnumerable<string?> texts) => texts.Where(text => text is not null && IsVersion(text));

    private static bool IsVersion(string text) => Version().IsMatch(text);

    // Source: https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
    [GeneratedRegex(@"^(20\d\d-\d\d-\d\d(-preview)?|v1|preview|latest)$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
