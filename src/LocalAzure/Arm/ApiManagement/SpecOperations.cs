using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>Turns the paths of a specification into operation documents.</summary>
internal static class SpecOperations
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    public static IReadOnlyList<JsonObject> Read(JsonObject document, bool requiredQueryInTemplate)
    {
        var names = new OperationNames();
        List<JsonObject> operations = [];
        foreach (var (path, item) in document["paths"] as JsonObject ?? [])
        {
            var shared = SpecReferences.Resolve(document, item);
            foreach (var method in Methods.Where(method => shared?[method] is JsonObject))
            {
                var source = new SpecOperation(document, path, method, shared!, (JsonObject)shared![method]!);
                operations.Add(Describe(source, names, requiredQueryInTemplate));
            }
        }

        return operations;
    }

    private static JsonObject Describe(SpecOperation source, OperationNames names, bool requiredQueryInTemplate)
    {
        var id = (string?)source.Operation["operationId"];
        var template = source.Path;
        var inTemplate = source.Parameters("path").ToList();
        var inQuery = source.Parameters("query").ToList();
        if (requiredQueryInTemplate)
        {
            // Required query parameters become part of the template unless translateRequiredQueryParameters says "query".
            var required = inQuery.Where(SpecOperation.IsRequired).ToList();
            template += required.Count == 0 ? "" : "?" + string.Join('&', required.Select(one => $"{one["name"]}={{{one["name"]}}}"));
            inTemplate.AddRange(required);
            inQuery = [.. inQuery.Except(required)];
        }

        CheckNames(template);
        var properties = new JsonObject
        {
            ["displayName"] = Cut((string?)source.Operation["summary"] ?? id ?? $"{source.Method.ToUpperInvariant()} {source.Path}", 300),
            ["method"] = source.Method.ToUpperInvariant(),
            ["urlTemplate"] = template,
            ["templateParameters"] = Contracts(
                source,
                OperationRules
                    .Parameters(template)
                    .Select(name =>
                        inTemplate.FirstOrDefault(one => (string?)one["name"] == name)
                        ?? new JsonObject { ["name"] = name, ["required"] = true }
                    )
            ),
            ["request"] = source.Request(Contracts(source, inQuery), Contracts(source, source.Parameters("header"))),
            ["responses"] = source.Responses(),
        };
        if ((string?)source.Operation["description"] is { Length: > 0 } description)
        {
            properties["description"] = Cut(description, 1000);
        }

        return new JsonObject { ["name"] = names.Next(id ?? $"{source.Method}-{source.Path}"), ["properties"] = properties };
    }

    /// <summary>Parameter names must be unique across the whole template.</summary>
    private static void CheckNames(string template)
    {
        var twice = OperationRules.Parameters(template).GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw ApiImport.Fault("urlTemplate", $"The parameter name '{twice.Key}' is used more than once in '{template}'.");
        }
    }

    private static JsonArray Contracts(SpecOperation source, IEnumerable<JsonObject> parameters) =>
        [.. parameters.Select(one => (JsonNode)Contract(source, one))];

    private static JsonObject Contract(SpecOperation source, JsonObject parameter)
    {
        var schema = SpecReferences.Resolve(source.Document, parameter["schema"]) ?? [];
        var contract = new JsonObject
        {
            ["name"] = parameter["name"]!.DeepClone(),
            ["type"] = schema["type"] is JsonValue type ? type.DeepClone() : "string",
            ["required"] = SpecOperation.IsRequired(parameter) || (string?)parameter["in"] == "path",
            ["values"] = new JsonArray([.. (schema["enum"] as JsonArray ?? []).Select(Text)]),
        };
        if ((string?)parameter["description"] is { Length: > 0 } description)
        {
            contract["description"] = description;
        }

        if (schema["default"] is { } value)
        {
            contract["defaultValue"] = Text(value);
        }

        return contract;
    }

    private static JsonNode? Text(JsonNode? value) =>
        value is JsonValue ? Convert.ToString(value, CultureInfo.InvariantCulture) : value?.ToJsonString();

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
