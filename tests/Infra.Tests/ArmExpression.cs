using System.Text;

namespace Infra.Tests;

/// <summary>
/// A template expression that the prediction left as it is because its value is known at deployment only:
/// <c>[union(createObject('A', 'b'), …)]</c>. Functions, texts, and what hangs on them.
/// https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
/// </summary>
internal sealed record ArmExpression(string Function, IReadOnlyList<ArmExpression> Arguments, string? Text)
{
    /// <summary>Reads a value: an expression in brackets, or a text that stands for itself.</summary>
    public static ArmExpression Read(string value)
    {
        if (value is not ['[', .. var inner, ']'])
        {
            return new("", [], value);
        }

        var at = 0;
        return Next(inner, ref at);
    }

    /// <summary>The object that createObject and union make: names, with their texts where they are known.</summary>
    public IReadOnlyDictionary<string, string?> Members()
    {
        var members = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (Function == "createObject")
        {
            for (var at = 0; at + 1 < Arguments.Count; at += 2)
            {
                members[Arguments[at].Text!] = Arguments[at + 1].Text;
            }
        }

        foreach (var (name, value) in Function == "union" ? Arguments.SelectMany(part => part.Members()) : [])
        {
            members[name] = value;
        }

        return members;
    }

    private static ArmExpression Next(string text, ref int at)
    {
        Skip(text, ref at);
        var expression = text[at] == '\'' ? new ArmExpression("", [], Quoted(text, ref at)) : Call(text, ref at);
        SkipWhatHangsOn(text, ref at);
        return expression;
    }

    private static ArmExpression Call(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '.' or '-' or '_'))
        {
            at++;
        }

        var name = text[start..at];
        var arguments = new List<ArmExpression>();
        if (at < text.Length && text[at] == '(')
        {
            at++;
            for (Skip(text, ref at); text[at] != ')'; Skip(text, ref at))
            {
                arguments.Add(Next(text, ref at));
                Skip(text, ref at);
                at += text[at] == ',' ? 1 : 0;
            }

            at++;
        }

        return new(name, arguments, null);
    }

    // 'it''s' is it's.
    private static string Quoted(string text, ref int at)
    {
        var value = new StringBuilder();
        for (at++; text[at] != '\'' || (at + 1 < text.Length && text[at + 1] == '\''); at++)
        {
            value.Append(text[at]);
            at += text[at] == '\'' ? 1 : 0;
        }

        at++;
        return value.ToString();
    }

    private static void Skip(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    // Properties and indexes: reference(…).outputs.x, split(…)[2].
    private static void SkipWhatHangsOn(string text, ref int at)
    {
        while (at < text.Length && text[at] is '.' or '[')
        {
            at =
                text[at] == '['
                    ? text.IndexOf(']', at) + 1
                    : at + 1 + text[(at + 1)..].TakeWhile(letter => char.IsLetterOrDigit(letter) || letter == '_').Count();
        }
    }
}
