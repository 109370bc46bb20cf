using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Importer.Tests.Settings;

/// <summary>
/// Checks a document against the part of JSON Schema 2020-12 that our schema uses; a keyword that it does not know throws.
/// </summary>
internal sealed class SchemaChecker(JsonObject schema)
{
    /// <summary>Where and by which keyword the document breaks the schema; empty when it does not.</summary>
    public IReadOnlyList<string> Check(JsonNode? document) => [.. Check(document, schema, "$")];

    /// <summary>The schema that a reference leads to, or the schema itself.</summary>
    public JsonObject Resolve(JsonObject node) =>
        (string?)node["$ref"] is { } reference
            ? reference["#/".Length..].Split('/').Aggregate(schema, (current, name) => current[name]!.AsObject())
            : node;

    private IEnumerable<string> Check(JsonNode? value, JsonObject node, string path) =>
        node.SelectMany(keyword =>
            keyword.Key switch
            {
                "$ref" => Check(value, Resolve(node), path),
                "anyOf" => keyword.Value!.AsArray().Any(option => !Check(value, option!.AsObject(), path).Any()) ? [] : [$"{path}: anyOf"],
                "not" => Check(value, keyword.Value!.AsObject(), path).Any() ? [] : [$"{path}: not"],
                "properties" or "additionalProperties" or "propertyNames" => value is JsonObject members
                    ? CheckMembers(members, keyword, node, path)
                    : [],
                "items" => value is JsonArray items
                    ? items.SelectMany((item, index) => Check(item, keyword.Value!.AsObject(), $"{path}[{index}]"))
                    : [],
                _ => Holds(value, keyword.Key, keyword.Value) ? [] : [$"{path}: {keyword.Key}"],
            }
        );

    private IEnumerable<string> CheckMembers(JsonObject members, KeyValuePair<string, JsonNode?> keyword, JsonObject node, string path)
    {
        var known = node["properties"] as JsonObject;
        return keyword.Key switch
        {
            "properties" => members
                .Where(member => known!.ContainsKey(member.Key))
                .SelectMany(member => Check(member.Value, known![member.Key]!.AsObject(), $"{path}.{member.Key}")),
            "propertyNames" => members.SelectMany(member =>
                Check(JsonValue.Create(member.Key), keyword.Value!.AsObject(), $"{path}.{member.Key}")
            ),
            _ => members
                .Where(member => known?.ContainsKey(member.Key) is not true)
                .SelectMany(member =>
                    keyword.Value is JsonObject inner
                        ? Check(member.Value, inner, $"{path}.{member.Key}")
                        : [$"{path}.{member.Key}: additionalProperties"]
                ),
        };
    }

    private static bool Holds(JsonNode? value, string keyword, JsonNode? argument) =>
        keyword switch
        {
            "$schema" or "$defs" or "title" or "description" or "default" => true,
            "type" => argument is JsonArray types ? types.Any(type => IsOfType(value, (string)type!)) : IsOfType(value, (string)argument!),
            "enum" => argument!.AsArray().Any(choice => JsonNode.DeepEquals(choice, value)),
            "minimum" => value is not JsonValue || !IsOfType(value, "number") || (double)value >= (double)argument!,
            "maximum" => value is not JsonValue || !IsOfType(value, "number") || (double)value <= (double)argument!,
            "minLength" => Text(value) is not { } text || text.Length >= (int)argument!,
            "maxLength" => Text(value) is not { } text || text.Length <= (int)argument!,
            "pattern" => Text(value) is not { } text || Regex.IsMatch(text, (string)argument!, RegexOptions.ECMAScript),
            "minItems" => value is not JsonArray items || items.Count >= (int)argument!,
            "minProperties" => value is not JsonObject members || members.Count >= (int)argument!,
            "maxProperties" => value is not JsonObject members || members.Count <= (int)argument!,
            "required" => value is not JsonObject members || argument!.AsArray().All(name => members.ContainsKey((string)name!)),
            "dependentRequired" => value is not JsonObject members
                || argument!
                    .AsObject()
                    .Where(pair => members.ContainsKey(pair.Key))
                    .All(pair => pair.Value!.AsArray().All(name => members.ContainsKey((string)name!))),
            _ => throw new NotSupportedException($"The schema keyword '{keyword}' is not known to this checker."),
        };

    private static string? Text(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue<string>(out var characters) ? characters : null;

    private static bool IsOfType(JsonNode? value, string type) =>
        type switch
        {
            "integer" => value?.GetValueKind() is System.Text.Json.JsonValueKind.Number && double.IsInteger((double)value),
            "boolean" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
            "null" => value is null,
            _ => string.Equals(value?.GetValueKind().ToString(), type, StringComparison.OrdinalIgnoreCase),
        };
}
