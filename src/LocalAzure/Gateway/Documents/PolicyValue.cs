using System.Globalization;
using LocalAzure.Gateway.Expressions;

namespace LocalAzure.Gateway.Documents;

/// <summary>A literal or an expression, as policy attributes and texts hold them.</summary>
internal sealed class PolicyValue
{
    private readonly string? _literal;
    private readonly Expression? _expression;

    private PolicyValue(string? literal, Expression? expression)
    {
        _literal = literal;
        _expression = expression;
    }

    /// <summary>The static type; text for a literal.</summary>
    public ExpressionType Type => _expression?.Type ?? ExpressionType.Text;

    public static bool IsExpression(string text) =>
        text.StartsWith("@(", StringComparison.Ordinal) || text.StartsWith("@{", StringComparison.Ordinal);

    /// <exception cref="ExpressionFault">The expression is malformed or not one that is simulated.</exception>
    public static PolicyValue Read(string text)
    {
        var trimmed = text.Trim();
        if (!IsExpression(trimmed))
        {
            return new PolicyValue(text, null);
        }

        if (trimmed[1] == '{')
        {
            return trimmed[^1] == '}'
                ? new PolicyValue(null, Parser.ReadBlock(trimmed[2..^1]))
                : throw new ExpressionFault("the block does not end with '}'", trimmed.Length);
        }

        return trimmed[^1] == ')'
            ? new PolicyValue(null, Parser.Read(trimmed[2..^1]))
            : throw new ExpressionFault("the expression does not end with ')'", trimmed.Length);
    }

    public object? Evaluate(PolicyContext context) => _expression is null ? _literal : _expression.Evaluate(context);

    public string Text(PolicyContext context) => ExpressionValues.Text(Evaluate(context));

    public bool Truth(PolicyContext context) =>
        Evaluate(context) switch
        {
            bool truth => truth,
            var other when bool.TryParse(ExpressionValues.Text(other), out var truth) => truth,
            var other => throw new ExpressionFailure($"'{ExpressionValues.Text(other)}' is not true or false."),
        };

    public double Number(PolicyContext context) =>
        Evaluate(context) switch
        {
            string text when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            string text => throw new ExpressionFailure($"'{text}' is not a number."),
            var other => ExpressionValues.Number(other),
        };

    public int Whole(PolicyContext context) => (int)Number(context);

    /// <summary>A whole number that may be larger, such as a quota (the published schema says long).</summary>
    public long Large(PolicyContext context) => (long)Number(context);
}
