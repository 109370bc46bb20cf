using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.Arm;

/// <summary>Small helpers over JSON documents.</summary>
internal static class ArmJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonSerializerOptions.Default.TypeInfoResolver,
    };

    public static JsonObject Clone(this JsonObject document) => (JsonObject)document.DeepClone();

    /// <summary>The child object of that name, made when it is absent or null.</summary>
    public static JsonObject Child(this JsonObject document, string name)
    {
        if (document[name] is not JsonObject child)
        {
            document[name] = child = [];
        }

        return child;
    }

    public static JsonObject Properties(this JsonObject document) => document.Child("properties");

    /// <summary>The text at a property of <c>properties</c>; null when it is not text.</summary>
    public static string? Text(this JsonObject document, string property) =>
        (document["properties"] as JsonObject)?[property] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static bool Flag(this JsonObject document, string property) =>
        (document["properties"] as JsonObject)?[property] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    /// <summary>Sets a property of <c>properties</c> that the caller left out or sent as null.</summary>
    public static void Default(this JsonObject document, string property, JsonNode? value)
    {
        var properties = document.Properties();
        properties[property] ??= value;
    }

    /// <summary>RFC 7396: null removes, objects merge, everything else replaces.</summary>
    public static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        var merged = target.Clone();
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = value is JsonObject inner ? Merge(merged[name] as JsonObject ?? [], inner) : value.DeepClone();
            }
        }

        return merged;
    }
}
