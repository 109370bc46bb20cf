using static LocalAzure.Gateway.Expressions.ExpressionType;

namespace LocalAzure.Gateway.Expressions;

/// <summary>The operators with two sides, weakest first.</summary>
internal static class Operators
{
    public static readonly IReadOnlyList<IReadOnlyList<string>> Levels =
    [
        ["||"],
        ["&&"],
        ["==", "!="],
        ["<", ">", "<=", ">="],
        ["+", "-"],
        ["*", "/", "%"],
    ];

    public static Expression Combine(Token token, Expression left, Expression right) =>
        token.Text switch
        {
            "||" => Logic(
                token,
                left,
                right,
                it => ExpressionValues.Truth(left.Evaluate(it)) || ExpressionValues.Truth(right.Evaluate(it))
            ),
            "&&" => Logic(
                token,
                left,
                right,
                it => ExpressionValues.Truth(left.Evaluate(it)) && ExpressionValues.Truth(right.Evaluate(it))
            ),
            "==" => new Expression(ExpressionType.Boolean, it => ExpressionValues.AreEqual(left.Evaluate(it), right.Evaluate(it))),
            "!=" => new Expression(ExpressionType.Boolean, it => !ExpressionValues.AreEqual(left.Evaluate(it), right.Evaluate(it))),
            "<" => Order(token, left, right, static (a, b) => a < b),
            ">" => Order(token, left, right, static (a, b) => a > b),
            "<=" => Order(token, left, right, static (a, b) => a <= b),
            ">=" => Order(token, left, right, static (a, b) => a >= b),
            "+" when left.Type == Text || right.Type == Text => new Expression(Text, it => left.EvaluateText(it) + right.EvaluateText(it)),
            "*" => Sum(
                token,
                left,
                right,
                static (a, b) => a is int x && b is int y ? (object)(x * y) : ExpressionValues.Number(a) * ExpressionValues.Number(b)
            ),
            "/" => Sum(
                token,
                left,
                right,
                static (a, b) => a is int x && b is int y ? (object)Divided(x, y) : ExpressionValues.Number(a) / ExpressionValues.Number(b)
            ),
            "%" => Sum(
                token,
                left,
                right,
                static (a, b) =>
                    a is int x && b is int y ? (object)(x - (y * Divided(x, y))) : ExpressionValues.Number(a) % ExpressionValues.Number(b)
            ),
            "+" => Sum(token, left, right, ExpressionValues.Add),
            _ => Sum(
                token,
                left,
                right,
                static (a, b) => a is int x && b is int y ? (object)(x - y) : ExpressionValues.Number(a) - ExpressionValues.Number(b)
            ),
        };

    private static int Divided(int a, int b) => b == 0 ? throw new ExpressionFailure("Attempted to divide by zero.") : a / b;

    private static Expression Logic(Token token, Expression left, Expression right, Func<PolicyContext, object?> evaluate)
    {
        Need(token, left, ExpressionType.Boolean);
        Need(token, right, ExpressionType.Boolean);
        return new Expression(ExpressionType.Boolean, evaluate);
    }

    /// <summary>A comparison with null is false, as with C#'s lifted operators.</summary>
    private static Expression Order(Token token, Expression left, Expression right, Func<double, double, bool> compare)
    {
        Need(token, left, Number);
        Need(token, right, Number);
        return new Expression(
            ExpressionType.Boolean,
            it =>
                left.Evaluate(it) is { } a && right.Evaluate(it) is { } b && compare(ExpressionValues.Number(a), ExpressionValues.Number(b))
        );
    }

    private static Expression Sum(Token token, Expression left, Expression right, Func<object?, object?, object> add)
    {
        Need(token, left, Number);
        Need(token, right, Number);
        return new Expression(Number, it => add(left.Evaluate(it), right.Evaluate(it)));
    }

    private static void Need(Token token, Expression operand, ExpressionType type)
    {
        if (operand.Type != type)
        {
            throw new ExpressionFault($"'{token.Text}' needs a {type}, not a {operand.Type}", token.Position);
        }
    }
}
