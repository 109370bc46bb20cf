using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalAzure.Gateway.Expressions;

/// <summary>How values are shown and compared, the way C# does it.</summary>
internal static class ExpressionValues
{
    public static string Text(object? value) =>
        value switch
        {
            null => string.Empty,
            string text => text,
            bool truth => truth ? "True" : "False",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? string.Empty,
        };

    public static bool AreEqual(object? left, object? right) =>
        (left, right) switch
        {
            (null, null) => true,
            (null, _) or (_, null) => false,
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            _ when IsNumber(left) && IsNumber(right) => Number(left).Equals(Number(right)),
            _ => Equals(left, right),
        };

    public static double Number(object? value) =>
        value switch
        {
            null => throw new ExpressionFailure("Object reference not set to an instance of an object."),
            _ when IsNumber(value) => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            _ => throw new ExpressionFailure($"Unable to use '{value.GetType().Name}' as a number."),
        };

    /// <summary>Whole numbers stay whole, so that they are shown without a decimal point.</summary>
    public static object Add(object? left, object? right) =>
        left is int a && right is int b ? (object)(a + b) : Number(left) + Number(right);

    public static bool Truth(object? value) =>
        value is bool truth ? truth : throw new ExpressionFailure("Object reference not set to an instance of an object.");

    /// <summary>A C# cast or <c>GetValueOrDefault&lt;T&gt;</c>: no conversion, only the right type or a failure.</summary>
    public static object? Cast(ExpressionType type, object? value) =>
        (type, value) switch
        {
            (ExpressionType.Text, null or string) => value,
            (ExpressionType.Number, _) when IsNumber(value) => value,
            (ExpressionType.Boolean, bool) => value,
            (ExpressionType.Object, _) => value,
            (ExpressionType.Json, byte[] body) => BodyValues.Json(body),
            (ExpressionType.Json, null) => null,
            (_, JsonNode node) => JsonValues.Convert(type, node),
            (ExpressionType.Character, char) => value,
            (ExpressionType.Texts or ExpressionType.Numbers, object?[]) => value,
            (ExpressionType.Text, byte[] body) => System.Text.Encoding.UTF8.GetString(body),
            (_, null) => throw new ExpressionFailure("Object reference not set to an instance of an object."),
            _ => throw new ExpressionFailure($"Unable to cast object of type '{value.GetType().Name}' to type '{type}'."),
        };

    private static bool IsNumber(object? value) => value is int or long or double;
}
