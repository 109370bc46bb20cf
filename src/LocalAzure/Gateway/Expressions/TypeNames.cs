namespace LocalAzure.Gateway.Expressions;

/// <summary>The C# type names that casts and type arguments may use.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, ExpressionType> Table = new(StringComparer.Ordinal)
    {
        ["string"] = ExpressionType.Text,
        ["int"] = ExpressionType.Number,
        ["long"] = ExpressionType.Number,
        ["double"] = ExpressionType.Number,
        ["bool"] = ExpressionType.Boolean,
        ["object"] = ExpressionType.Object,
        ["char"] = ExpressionType.Character,
        ["JObject"] = ExpressionType.Json,
        ["JArray"] = ExpressionType.Json,
        ["JToken"] = ExpressionType.Json,
        ["JValue"] = ExpressionType.Json,
        ["String"] = ExpressionType.Text,
        ["string[]"] = ExpressionType.Texts,
        ["int[]"] = ExpressionType.Numbers,
    };

    public static bool TryGet(string name, out ExpressionType type) => Table.TryGetValue(name, out type);
}
