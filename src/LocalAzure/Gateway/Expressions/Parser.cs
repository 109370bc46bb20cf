using System.Globalization;
using static LocalAzure.Gateway.Expressions.ExpressionType;

namespace LocalAzure.Gateway.Expressions;

/// <summary>
/// Reads the part of C# that the AI policies are written with: member access with and without a null check, methods,
/// indexers, casts, literals, comparison, logic, sums, products, <c>??</c> and <c>?:</c>, static members, new documents and
/// arrays; of statements see <see cref="Statements"/>. Anything else is refused with its position.
/// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions
/// </summary>
internal sealed class Parser
{
    private readonly IReadOnlyList<Token> _tokens;
    private int _at;

    private Parser(IReadOnlyList<Token> tokens) => _tokens = tokens;

    internal Token Current => _tokens[_at];

    internal bool IsAtEnd => Current.Kind == TokenKind.End;

    /// <summary>The variables that the block has declared so far.</summary>
    internal Dictionary<string, ExpressionType> Locals { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the text between <c>@(</c> and <c>)</c>.</summary>
    public static Expression Read(string source)
    {
        var parser = new Parser(Lexer.Read(source));
        var expression = parser.ReadConditional();
        return parser.Current.Kind == TokenKind.End ? expression : throw parser.Unexpected();
    }

    /// <summary>Reads the text between <c>@{</c> and <c>}</c>.</summary>
    public static Expression ReadBlock(string source) => new Statements(new Parser(Lexer.Read(source, isBlock: true))).Read();

    internal Expression ReadValue() => ReadConditional();

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
                it => operand.Evaluate(it) is int whole ? (object)-whole : -ExpressionValues.Number(operand.Evaluate(it))
            );
        }

        return TryCast(out var type, out var mayMiss) ? Cast(type, ReadUnary(), mayMiss) : new Chain(this).Read(ReadPrimary());
    }

    private Expression ReadPrimary()
    {
        var token = Take();
        return token switch
        {
            { Kind: TokenKind.Text } => new Expression(Text, _ => token.Text),
            { Kind: TokenKind.Character } => new Expression(Character, _ => token.Text[0]),
            { Kind: TokenKind.Number } => ReadNumber(token),
            { Kind: TokenKind.Name, Text: "context" } => new Expression(Context, static it => it),
            { Kind: TokenKind.Name, Text: "null" } => new Expression(Null, static _ => null),
            { Kind: TokenKind.Name, Text: "true" } => new Expression(ExpressionType.Boolean, static _ => true),
            { Kind: TokenKind.Name, Text: "false" } => new Expression(ExpressionType.Boolean, static _ => false),
            { Kind: TokenKind.Symbol, Text: "(" } => ReadGroup(),
            { Kind: TokenKind.Name, Text: "new" } => Creations.Read(this),
            { Kind: TokenKind.Name } when Locals.TryGetValue(token.Text, out var type) => new Expression(type, it => it.Locals[token.Text]),
            { Kind: TokenKind.Name } when Statics.Read(this, token) is { } member => member,
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

    private bool TryCast(out ExpressionType type, out bool mayMiss)
    {
        (type, mayMiss) = (Null, _at + 3 < _tokens.Count && _tokens[_at + 2].Text == "?");
        var close = _at + (mayMiss ? 3 : 2);
        if (
            close < _tokens.Count
            && Current is { Kind: TokenKind.Symbol, Text: "(" }
            && _tokens[close].Text == ")"
            && TypeNames.TryGet(_tokens[_at + 1].Text, out type)
        )
        {
            _at = close + 1;
            return true;
        }

        return false;
    }

    private static Expression Cast(ExpressionType type, Expression operand, bool mayMiss) =>
        new(type, it => operand.Evaluate(it) is var value && value is null && mayMiss ? null : ExpressionValues.Cast(type, value));

    internal static ExpressionType Unify(ExpressionType a, ExpressionType b)
    {
        if (a == b || b == Null)
        {
            return a;
        }

        if (a == Null)
        {
            return b;
        }

        return ExpressionType.Object;
    }

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

    internal bool AcceptName(string name)
    {
        var isHere = Current.Kind == TokenKind.Name && Current.Text == name;
        _at += isHere ? 1 : 0;
        return isHere;
    }

    internal void AcceptAnyName() => _at += Current.Kind == TokenKind.Name ? 1 : 0;

    /// <summary>Whether a type and a new name stand here.</summary>
    internal bool PeekDeclaration()
    {
        var mark = _at;
        var isDeclaration = (AcceptName("var") || TryReadType(out _)) && Current.Kind == TokenKind.Name;
        _at = mark;
        return isDeclaration;
    }

    internal ExpressionType ReadType() =>
        TryReadType(out var type)
            ? type
            : throw new ExpressionFault($"type '{Current.Text}' is not evaluated by LocalAzure", Current.Position);

    /// <summary><c>out var name</c>, <c>out int name</c> or <c>out name</c>; the name.</summary>
    internal string ReadOut(ExpressionType type)
    {
        if (!AcceptName("out"))
        {
            throw new ExpressionFault("'out' expected", Current.Position);
        }

        if (!AcceptName("var") && _tokens[_at + 1].Kind == TokenKind.Name)
        {
            ReadType();
        }

        var name = ExpectName();
        Locals[name] = type;
        return name;
    }

    private bool TryReadType(out ExpressionType type)
    {
        type = Null;
        if (Current.Kind != TokenKind.Name)
        {
            return false;
        }

        var isArray = _at + 2 < _tokens.Count && _tokens[_at + 1].Text == "[" && _tokens[_at + 2].Text == "]";
        if (!TypeNames.TryGet(isArray ? $"{Current.Text}[]" : Current.Text, out type))
        {
            return false;
        }

        _at += isArray ? 3 : 1;
        Accept("?");
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
