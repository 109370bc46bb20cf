using System.Globalization;
using static LocalAzure.Gateway.Expressions.ExpressionType;

namespace LocalAzure.Gateway.Expressions;

/// <summary>
/// Reads the part of C# that the AI policies are written with: member access with and without a null check, methods,
/// indexers, casts, literals, comparison, logic, sums, <c>??</c> and <c>?:</c>. Anything else is refused with its position.
/// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions
/// </summary>
internal sealed class Parser
{
    private readonly IReadOnlyList<Token> _tokens;
    private int _at;

    private Parser(IReadOnlyList<Token> tokens) => _tokens = tokens;

    private Token Current => _tokens[_at];

    /// <summary>Reads the text between <c>@(</c> and <c>)</c>.</summary>
    public static Expression Read(string source)
    {
        var parser = new Parser(Lexer.Read(source));
        var expression = parser.ReadConditional();
        return parser.Current.Kind == TokenKind.End ? expression : throw parser.Unexpected();
    }

    private Expression ReadConditional()
    {
        var condition = ReadCoalesce();
        if (!Accept("?"))
        {
            return condition;
        }

        var test = Need(condition, ExpressionType.Boolean, "?:");
        var yes = ReadConditional();
        Expect(":");
        var no = ReadConditional();
        return new Expression(
            Unify(yes.Type, no.Type),
            it => ExpressionValues.Truth(test.Evaluate(it)) ? yes.Evaluate(it) : no.Evaluate(it)
        );
    }

    private Expression ReadCoalesce()
    {
        var left = ReadBinary(0);
        if (!Accept("??"))
        {
            return left;
        }

        var right = ReadCoalesce();
        return new Expression(Unify(left.Type, right.Type), it => left.Evaluate(it) ?? right.Evaluate(it));
    }

    private Expression ReadBinary(int level)
    {
        if (level == Operators.Levels.Count)
        {
            return ReadUnary();
        }

        var left = ReadBinary(level + 1);
        while (Current.Kind == TokenKind.Symbol && Operators.Levels[level].Contains(Current.Text))
        {
            var token = Take();
            left = Operators.Combine(token, left, ReadBinary(level + 1));
        }

        return left;
    }

    private Expression ReadUnary()
    {
        if (Accept("!"))
        {
            var operand = Need(ReadUnary(), ExpressionType.Boolean, "!");
            return new Expression(ExpressionType.Boolean, it => !ExpressionValues.Truth(operand.Evaluate(it)));
        }

        if (Accept("-"))
        {
            var operand = Need(ReadUnary(), Number, "-");
            return new Expression(
                Number,
                it => operand.Evaluate(it) is int whole ? -whole : -ExpressionValues.Number(operand.Evaluate(it))
            );
        }

        return TryCast(out var type) ? Cast(type, ReadUnary()) : new Chain(this).Read(ReadPrimary());
    }

    private Expression ReadPrimary()
    {
        var token = Take();
        return token switch
        {
            { Kind: TokenKind.Text } => new Expression(Text, _ => token.Text),
            { Kind: TokenKind.Number } => ReadNumber(token),
            { Kind: TokenKind.Name, Text: "context" } => new Expression(Context, static it => it),
            { Kind: TokenKind.Name, Text: "null" } => new Expression(Null, static _ => null),
            { Kind: TokenKind.Name, Text: "true" } => new Expression(ExpressionType.Boolean, static _ => true),
            { Kind: TokenKind.Name, Text: "false" } => new Expression(ExpressionType.Boolean, static _ => false),
            { Kind: TokenKind.Symbol, Text: "(" } => ReadGroup(),
            _ => throw Refused(token),
        };
    }

    private Expression ReadGroup()
    {
        var inner = ReadConditional();
        Expect(")");
        return inner;
    }

    private static Expression ReadNumber(Token token)
    {
        if (int.TryParse(token.Text, CultureInfo.InvariantCulture, out var whole))
        {
            return new Expression(Number, _ => whole);
        }

        return double.TryParse(token.Text, CultureInfo.InvariantCulture, out var number)
            ? new Expression(Number, _ => number)
            : throw new ExpressionFault($"'{token.Text}' is not a number", token.Position);
    }

    private bool TryCast(out ExpressionType type)
    {
        type = Null;
        if (
            _at + 2 < _tokens.Count
            && Current.Text == "("
            && _tokens[_at + 2].Text == ")"
            && TypeNames.TryGet(_tokens[_at + 1].Text, out type)
        )
        {
            _at += 3;
            return true;
        }

        return false;
    }

    private static Expression Cast(ExpressionType type, Expression operand) =>
        new(type, it => ExpressionValues.Cast(type, operand.Evaluate(it)));

    private static ExpressionType Unify(ExpressionType a, ExpressionType b) =>
        a == b || b == Null ? a
        : a == Null ? b
        : ExpressionType.Object;

    private Expression Need(Expression operand, ExpressionType type, string for_) =>
        operand.Type == type ? operand : throw new ExpressionFault($"'{for_}' needs a {type}, not a {operand.Type}", Current.Position);

    internal Token Take() => _tokens[_at++];

    internal bool Accept(string symbol)
    {
        if (Current.Kind != TokenKind.Symbol || Current.Text != symbol)
        {
            return false;
        }

        _at++;
        return true;
    }

    internal void Expect(string symbol)
    {
        if (!Accept(symbol))
        {
            throw new ExpressionFault($"'{symbol}' expected", Current.Position);
        }
    }

    internal string ExpectName() =>
        Current.Kind == TokenKind.Name ? Take().Text : throw new ExpressionFault("a member name is expected", Current.Position);

    internal List<Expression> ReadArguments(string close)
    {
        var arguments = new List<Expression>();
        while (!Accept(close))
        {
            if (arguments.Count > 0)
            {
                Expect(",");
            }

            SkipName();
            arguments.Add(ReadConditional());
        }

        return arguments;
    }

    /// <summary>The one named argument that expressions usually carry: <c>As&lt;JObject&gt;(preserveContent: true)</c>.</summary>
    private void SkipName()
    {
        if (Current is { Kind: TokenKind.Name, Text: "preserveContent" } && _tokens[_at + 1].Text == ":")
        {
            _at += 2;
        }
    }

    private ExpressionFault Unexpected() => new($"'{Current.Text}' is not expected here", Current.Position);

    private static ExpressionFault Refused(Token token) =>
        new(
            token.Kind == TokenKind.End
                ? "the expression ends too early"
                : $"'{token.Text}' is outside the expressions that LocalAzure evaluates; they start at 'context' or a literal",
            token.Position
        );
}
