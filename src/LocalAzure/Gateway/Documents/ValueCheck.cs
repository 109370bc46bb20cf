using System.Globalization;
using LocalAzure.Gateway.Expressions;

namespace LocalAzure.Gateway.Documents;

/// <summary>Checks one value: literal or expression, number, range, word list, or the name of something that has to exist.</summary>
internal static class ValueCheck
{
    /// <summary>What is wrong; null when nothing is.</summary>
    public static string? Fault(AttributeShape shape, string value, PolicyReferences? references)
    {
        // What a named value will bring is checked when the document is made ready to run.
        if (NamedValues.In(value).Any())
        {
            return null;
        }

        if (PolicyValue.IsExpression(value.Trim()))
        {
            return ExpressionFaultOf(shape, value);
        }

        return LiteralFault(shape, value) ?? ReferenceFault(shape, value, references);
    }

    private static string? ExpressionFaultOf(AttributeShape shape, string value)
    {
        if (!shape.Expression)
        {
            return "policy expressions are not allowed here";
        }

        try
        {
            var type = PolicyValue.Read(value).Type;
            return shape.Kind == ValueKind.Condition && type != ExpressionType.Boolean
                ? $"the expression has to yield true or false, not {type}"
                : null;
        }
        catch (ExpressionFault fault)
        {
            return $"{fault.Message} (at position {fault.Position} of the expression)";
        }
    }

    private static string? LiteralFault(AttributeShape shape, string value) =>
        shape.Kind switch
        {
            ValueKind.Integer
                when !long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole)
                    || (shape.Max is null && whole > int.MaxValue) => $"'{value}' is not a whole number",
            ValueKind.Decimal when !double.TryParse(value, CultureInfo.InvariantCulture, out _) => $"'{value}' is not a number",
            ValueKind.Integer or ValueKind.Decimal => RangeFault(shape, double.Parse(value, CultureInfo.InvariantCulture)),
            ValueKind.Boolean or ValueKind.Condition when value is not ("true" or "false") => $"'{value}' is not true or false",
            _ when shape.Values.Count > 0 && !shape.Values.Contains(value) => $"'{value}' is not one of {string.Join(", ", shape.Values)}",
            _ when shape.Required && value.Length == 0 => "the value may not be empty",
            _ => null,
        };

    private static string? RangeFault(AttributeShape shape, double number)
    {
        if (number < shape.Min)
        {
            return $"the value has to be at least {shape.Min}";
        }

        return number > shape.Max ? $"the value may be at most {shape.Max}" : null;
    }

    private static string? ReferenceFault(AttributeShape shape, string value, PolicyReferences? references) =>
        shape.Name switch
        {
            _ when references is null => null,
            "backend-id" or "embeddings-backend-id" when !references.Backends.Contains(value) =>
                $"Backend with id '{value}' could not be found.",
            "fragment-id" when !references.Fragments.Contains(value) => $"Policy fragment with id '{value}' could not be found.",
            "client-id" when !references.ClientIds.Contains(value) =>
                $"The service has no user-assigned identity with client id '{value}'.",
            _ => null,
        };
}
