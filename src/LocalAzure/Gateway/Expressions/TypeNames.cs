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
        ["JObject"] = ExpressionType.Json,
    };

    public static bool TryGet(string name, out ExpressionType type) => Table.TryGetValue(name, out type);
}
