using System.Text.Json.Nodes;
using static LocalAzure.Gateway.Expressions.ExpressionType;

namespace LocalAzure.Gateway.Expressions;

/// <summary>
/// Reads the block of <c>@{ … }</c>: declarations, assignments, if, foreach, try with catch, and return. As in C#, each way
/// through it ends with a return.
/// </summary>
internal sealed class Statements(Parser parser)
{
    private ExpressionType? _result;

    public Expression Read()
    {
        var body = ReadUntilEnd();
        if (!body.Ends)
        {
            throw new ExpressionFault("not all code paths return a value", 0);
        }

        return new Expression(
            _result ?? Null,
            it =>
            {
                it.Locals.Clear();
                return body.Run(it)!.Value;
            }
        );
    }

    private Statement ReadUntilEnd()
    {
        var steps = new List<Statement>();
        while (!parser.IsAtEnd)
        {
            steps.Add(ReadOne());
        }

        return Statement.Of(steps);
    }

    private Statement ReadBody()
    {
        if (!parser.Accept("{"))
        {
            return ReadOne();
        }

        var outside = parser.Locals.Keys.ToHashSet();
        var steps = new List<Statement>();
        while (!parser.Accept("}"))
        {
            steps.Add(ReadOne());
        }

        foreach (var inside in parser.Locals.Keys.Except(outside).ToList())
        {
            parser.Locals.Remove(inside);
        }

        return Statement.Of(steps);
    }

    private Statement ReadOne()
    {
        if (parser.AcceptName("return"))
        {
            return ReadReturn();
        }

        if (parser.AcceptName("if"))
        {
            return ReadIf();
        }

        if (parser.AcceptName("foreach"))
        {
            return ReadForEach();
        }

        if (parser.AcceptName("try"))
        {
            return ReadTry();
        }

        return parser.PeekDeclaration() ? ReadDeclaration() : ReadAssignment();
    }

    private Statement ReadReturn()
    {
        var value = parser.ReadValue();
        parser.Expect(";");
        _result = _result is { } before ? Parser.Unify(before, value.Type) : value.Type;
        return new Statement(it => new Returned(value.Evaluate(it)), Ends: true);
    }

    private Statement ReadIf()
    {
        parser.Expect("(");
        var test = parser.ReadValue();
        parser.Expect(")");
        if (test.Type != ExpressionType.Boolean)
        {
            throw new ExpressionFault($"'if' needs a Boolean, not a {test.Type}", 0);
        }

        var yes = ReadBody();
        var no = parser.AcceptName("else") ? ReadBody() : null;
        return new Statement(it => ExpressionValues.Truth(test.Evaluate(it)) ? yes.Run(it) : no?.Run(it), yes.Ends && no?.Ends == true);
    }

    private Statement ReadForEach()
    {
        parser.Expect("(");
        parser.Take();
        var name = parser.ExpectName();
        if (!parser.AcceptName("in"))
        {
            throw new ExpressionFault("'in' expected", 0);
        }

        var list = parser.ReadValue();
        parser.Expect(")");
        parser.Locals[name] = list.Type switch
        {
            Texts => Text,
            Numbers => Number,
            Json => Json,
            _ => throw new ExpressionFault($"LocalAzure does not go through a {list.Type}", 0),
        };
        var body = ReadBody();
        parser.Locals.Remove(name);
        return new Statement(
            it => Items(list.Evaluate(it)).Select(item => Step(it, item)).FirstOrDefault(done => done is not null),
            Ends: false
        );

        Returned? Step(PolicyContext context, object? item)
        {
            context.Locals[name] = item;
            return body.Run(context);
        }
    }

    private static IEnumerable<object?> Items(object? list) =>
        list switch
        {
            object?[] many => many,
            JsonArray many => many,
            _ => throw new ExpressionFailure("Object reference not set to an instance of an object."),
        };

    private Statement ReadTry()
    {
        var work = ReadBody();
        if (!parser.AcceptName("catch"))
        {
            throw new ExpressionFault("'catch' expected", 0);
        }

        if (parser.Accept("("))
        {
            // catch (Exception) or catch (Exception fault); what it says is not looked at.
            parser.ExpectName();
            parser.AcceptAnyName();
            parser.Expect(")");
        }

        var rescue = ReadBody();
        return new Statement(it => Tried(work, rescue, it), work.Ends && rescue.Ends);
    }

    private static Returned? Tried(Statement work, Statement rescue, PolicyContext context)
    {
        try
        {
            return work.Run(context);
        }
        catch (ExpressionFailure)
        {
            return rescue.Run(context);
        }
    }

    private Statement ReadDeclaration()
    {
        var type = parser.AcceptName("var") ? (ExpressionType?)null : parser.ReadType();
        var name = parser.ExpectName();
        parser.Expect("=");
        var value = parser.ReadValue();
        parser.Expect(";");
        parser.Locals[name] = type ?? value.Type;
        return new Statement(it => Kept(it, name, value.Evaluate(it)), Ends: false);
    }

    private Statement ReadAssignment()
    {
        var name = parser.ExpectName();
        if (!parser.Locals.TryGetValue(name, out var type))
        {
            throw new ExpressionFault($"'{name}' is no statement that LocalAzure evaluates", 0);
        }

        if (parser.Accept("["))
        {
            return ReadEntry(name, type);
        }

        var sum = parser.Current;
        if (!parser.Accept("+="))
        {
            parser.Expect("=");
        }

        var value = parser.ReadValue();
        parser.Expect(";");
        var whole =
            sum.Text == "+=" ? Operators.Combine(sum with { Text = "+" }, new Expression(type, it => it.Locals[name]), value) : value;
        return new Statement(it => Kept(it, name, whole.Evaluate(it)), Ends: false);
    }

    /// <summary><c>body["model"] = "…";</c></summary>
    private Statement ReadEntry(string name, ExpressionType type)
    {
        var key = parser.ReadValue();
        parser.Expect("]");
        parser.Expect("=");
        var value = parser.ReadValue();
        parser.Expect(";");
        if (type != Json || key.Type != Text)
        {
            throw new ExpressionFault($"entries of a {type} cannot be set", 0);
        }

        return new Statement(it => Set(it.Locals[name], key.EvaluateText(it), value.Evaluate(it)), Ends: false);
    }

    private static Returned? Set(object? json, string key, object? value)
    {
        (json as JsonObject ?? throw new ExpressionFailure("Object reference not set to an instance of an object."))[key] = JsonValues.Node(
            value
        );
        return null;
    }

    private static Returned? Kept(PolicyContext context, string name, object? value)
    {
        context.Locals[name] = value;
        return null;
    }

    private sealed record Returned(object? Value);

    /// <param name="Run">Null: go on.</param>
    /// <param name="Ends">Whether nothing behind it is reached.</param>
    private sealed record Statement(Func<PolicyContext, Returned?> Run, bool Ends)
    {
        public static Statement Of(IReadOnlyList<Statement> steps) =>
            new(it => steps.Select(step => step.Run(it)).FirstOrDefault(done => done is not null), steps.Any(step => step.Ends));
    }
}
