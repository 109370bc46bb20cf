using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>References of a specification: external ones are not taken, broken ones fail the import.</summary>
internal static partial class SpecReferences
{
    public static void Check(JsonObject document)
    {
        foreach (var (_, section) in document["components"] as JsonObject ?? [])
        {
            foreach (var (key, _) in section as JsonObject ?? [])
            {
                if (!ComponentKey().IsMatch(key))
                {
                    throw ApiImport.Fault(
                        "components",
                        $"The key '{key}' in components must match the regular expression '^[a-zA-Z0-9\\.\\-_]+$'."
                    );
                }
            }
        }

        Walk(document, document);
    }

    /// <summary>The node itself, or what its <c>$ref</c> points to.</summary>
    public static JsonObject? Resolve(JsonObject document, JsonNode? node)
    {
        for (var depth = 0; node is JsonObject found && depth < 16; depth++)
        {
            if (found["$ref"] is not JsonValue reference)
            {
                return found;
            }

            node = Find(document, (string)reference!);
        }

        return null;
    }

    private static void Walk(JsonObject document, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject found:
                CheckReference(document, found);
                foreach (var (name, child) in found)
                {
                    // Examples hold data, which may look like a reference and is none; extensions are ignored.
                    if (name is not ("example" or "examples" or "default" or "enum") && !name.StartsWith("x-", StringComparison.Ordinal))
                    {
                        Walk(document, child);
                    }
                }

                break;
            case JsonArray list:
                foreach (var child in list)
                {
                    Walk(document, child);
                }

                break;
        }
    }

    private static void CheckReference(JsonObject document, JsonObject node)
    {
        if (node["$ref"] is not JsonValue value || !value.TryGetValue<string>(out var reference))
        {
            return;
        }

        if (!reference.StartsWith('#'))
        {
            throw ApiImport.Fault("$ref", $"External references are not supported: '{reference}'.");
        }

        if (Find(document, reference) is null)
        {
            throw ApiImport.Fault("$ref", $"Invalid reference: '{reference}' is not in the document.");
        }
    }

    private static JsonNode? Find(JsonObject document, string reference)
    {
        JsonNode? at = document;
        foreach (var part in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var key = Uri.UnescapeDataString(part)
                .Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            at = at switch
            {
                JsonObject found => found[key],
                JsonArray list when int.TryParse(key, out var index) && index < list.Count => list[index],
                _ => null,
            };
        }

        return at;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9\.\-_]+$")]
    private static partial Regex ComponentKey();
}
