using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Importer.Tests.Settings;

/// <summary>Checks documents against the schema, by a library that knows all of JSON Schema 2020-12.</summary>
internal sealed class SchemaChecker(JsonObject schema)
{
    private static readonly EvaluationOptions Listed = new() { OutputFormat = OutputFormat.List };
    private readonly JsonSchema _schema = JsonSchema.FromText(schema.ToJsonString());

    /// <summary>Where and by which keyword the document breaks the schema; empty when it does not.</summary>
    public IReadOnlyList<string> Check(JsonNode? document)
    {
        var result = _schema.Evaluate(JsonSerializer.SerializeToElement(document), Listed);
        return result.IsValid
            ? []
            :
            [
                .. (result.Details ?? [])
                    .Where(detail => detail.Errors is not null)
                    .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Key}: {error.Value}")),
            ];
    }

    /// <summary>The schema that a reference leads to, or the schema itself.</summary>
    public JsonObject Resolve(JsonObject node) =>
        (string?)node["$ref"] is { } reference
            ? reference["#/".Length..].Split('/').Aggregate(schema, (current, name) => current[name]!.AsObject())
            : node;
}
