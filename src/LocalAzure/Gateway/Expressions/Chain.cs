using System.Text.Json;
using System.Text.RegularExpressions;
using static LocalAzure.Gateway.Expressions.ExpressionType;

namespace LocalAzure.Gateway.Expressions;

/// <summary>Members, calls and indexers behind a value; <c>?.</c> on a null ends the whole chain with null, as in C#.</summary>
internal sealed class Chain(Parser parser)
{
    private static readonly object Ended = new();

    public Expression Read(Expression start)
    {
        var link = start;
        while (true)
        {
            if (parser.Accept("."))
            {
                link = ReadMember(link, safe: false);
            }
            else if (parser.Accept("?."))
            {
                link = ReadMember(link, safe: true);
            }
            else if (parser.Accept("["))
            {
                link = Use(link, Members.Indexer, parser.ReadArguments("]"), safe: false);
            }
            else if (parser.Accept("?["))
            {
                link = Use(link, Members.Indexer, parser.ReadArguments("]"), safe: true);
            }
            else
            {
                return ReferenceEquals(link, start) ? start : new Expression(link.Type, it => End(link.Evaluate(it)));
            }
        }
    }

    private Expression ReadMember(Expression target, bool safe)
    {
        var name = parser.ExpectName();
        var cast = ReadTypeArgument(target, name);
        var arguments = parser.Accept("(") ? parser.ReadArguments(")") : null;
        var used = Use(target, name, arguments, safe);
        return cast is { } type ? new Expression(type, it => CastPresent(type, used.Evaluate(it), arguments?.Count == 1)) : used;
    }

    private ExpressionType? ReadTypeArgument(Expression target, string name)
    {
        var isBody = target.Type == Body && name == "As";
        if (isBody)
        {
            parser.Expect("<");
        }
        else if (!IsGeneric(target.Type, name) || !parser.Accept("<"))
        {
            return null;
        }

        var start = parser.Current;
        var type = parser.ReadType();
        parser.Expect(">");
        return !isBody || type is Json or Text
            ? type
            : throw new ExpressionFault($"type '{start.Text}' is not evaluated by LocalAzure", start.Position);
    }

    private static bool IsGeneric(ExpressionType type, string name) => (type, name) is (Variables, "GetValueOrDefault") or (Json, "Value");

    private static Expression Use(Expression target, string name, List<Expression>? arguments, bool safe)
    {
        var member = Find(target.Type, name, arguments);
        return new Expression(
            member.Result,
            it =>
            {
                var value = target.Evaluate(it);
                if (ReferenceEquals(value, Ended) || (value is null && safe))
                {
                    return Ended;
                }

                return value is null
                    ? throw new ExpressionFailure("Object reference not set to an instance of an object.")
                    : Call(member, value, arguments, it);
            }
        );
    }

    /// <summary>What a member of .NET would throw is the failure of the expression.</summary>
    internal static object? Call(Member member, object target, List<Expression>? arguments, PolicyContext context)
    {
        try
        {
            return member.Get(target, [.. (arguments ?? []).Select(argument => argument.Evaluate(context))]);
        }
        catch (Exception fault)
            when (fault
                    is FormatException
                        or ArgumentException
                        or OverflowException
                        or JsonException
                        or InvalidOperationException
                        or RegexMatchTimeoutException
            )
        {
            throw new ExpressionFailure(fault.Message);
        }
    }

    /// <summary>The one that takes these arguments; null when none does.</summary>
    internal static Member? Fitting(IReadOnlyList<Member> named, List<Expression>? arguments) =>
        named.FirstOrDefault(member => arguments is null ? member.Parameters is null : member.Takes(arguments));

    private static Member Find(ExpressionType type, string name, List<Expression>? arguments)
    {
        var named = Members.Of(type, name);
        if (Fitting(named, arguments) is { } fitting)
        {
            return fitting;
        }

        throw new ExpressionFault(
            named.Count == 0
                ? $"'{name}' is not a member of {type} that LocalAzure evaluates; it knows {Members.NamesOf(type)}"
                : $"'{name}' of {type} does not take these arguments",
            0
        );
    }

    private static object? End(object? value) => ReferenceEquals(value, Ended) ? null : value;

    /// <summary>A missing value without a default is the type's own default: null, 0 or false.</summary>
    private static object? CastPresent(ExpressionType type, object? value, bool mayMiss) =>
        value switch
        {
            null when mayMiss && type is Json or Text or Texts or Numbers => null,
            null when mayMiss && type == Number => 0,
            null when mayMiss && type == ExpressionType.Boolean => false,
            _ when ReferenceEquals(value, Ended) => value,
            _ => ExpressionValues.Cast(type, value),
        };
}
