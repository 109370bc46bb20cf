using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.Gateway.Expressions;

/// <summary>JSON as expressions make, show and convert it.</summary>
internal static class JsonValues
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a value, the JSON of anything else.</summary>
    public static string Show(JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => node.ToJsonString(Plain),
        };

    /// <summary>A value of an expression as a part of a document; a node gets out of the document it was in.</summary>
    public static JsonNode? Node(object? value) =>
        value switch
        {
            null => null,
            JsonNode node => node.DeepClone(),
            string text => JsonValue.Create(text),
            char one => JsonValue.Create(one.ToString()),
            bool truth => JsonValue.Create(truth),
            int whole => JsonValue.Create(whole),
            double number => JsonValue.Create(number),
            object?[] many => new JsonArray([.. many.Select(Node)]),
            _ => JsonValue.Create(ExpressionValues.Text(value)),
        };

    /// <summary>The explicit conversions of a token.</summary>
    /// <exception cref="ExpressionFailure">It is not of that kind.</exception>
    public static object? Convert(ExpressionType type, JsonNode node) =>
        (type, node.GetValueKind()) switch
        {
            (ExpressionType.Json, _) => node,
            (ExpressionType.Object, _) => node,
            (ExpressionType.Text, JsonValueKind.True or JsonValueKind.False) => ExpressionValues.Text(node.GetValue<bool>()),
            (ExpressionType.Text, not (JsonValueKind.Object or JsonValueKind.Array)) => Show(node),
            (ExpressionType.Number, JsonValueKind.Number or JsonValueKind.String) => Number(Show(node)),
            (ExpressionType.Boolean, JsonValueKind.True or JsonValueKind.False) => node.GetValue<bool>(),
            _ => throw new ExpressionFailure($"Can not convert {node.GetValueKind()} to {type}."),
        };

    private static object Number(string text)
    {
        if (int.TryParse(text, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        return double.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ExpressionFailure("Input string was not in a correct format.");
    }
}
