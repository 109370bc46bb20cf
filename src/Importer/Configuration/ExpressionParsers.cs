using Importer.Policies;

namespace Importer.Configuration;

/// <summary>Reads policy expressions as far as their outer form goes; API Management compiles them when the policy is written.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/api-management-policy-expressions</remarks>
internal static class ExpressionParsers
{
    /// <summary>What calls are counted by: an expression, or one of <see cref="CounterKeys.Words"/>.</summary>
    public static Parsed<string> Key(string text)
    {
        if (text.StartsWith('@') || text.Contains("{{", StringComparison.Ordinal))
        {
            return Value(text);
        }

        return CounterKeys.Words.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? Parse.Ok(text)
            : Parse.Wrong<string>(
                $"is the same for every caller. Write a policy expression, @(…), or one of {string.Join(", ", CounterKeys.Words)}.{Nearest.Question(text, CounterKeys.Words)}"
            );
    }

    /// <summary>An expression or a fixed text.</summary>
    public static Parsed<string> Value(string text)
    {
        if (!text.StartsWith('@'))
        {
            return Parse.Ok(text);
        }

        return text is ['@', '(', _, .., ')'] or ['@', '{', _, .., '}'] && (HasComment(text) || IsBalanced(text))
            ? Parse.Ok(text)
            : Parse.Wrong<string>("is not a whole policy expression. Write @( … ) or @{ … }, every bracket and quote closed.");
    }

    /// <summary>True when the expression asks the subscription for something and would fail for a caller without one.</summary>
    public static bool NeedsSubscription(string? text) => text?.Contains("context.Subscription.", StringComparison.Ordinal) ?? false;

    // A comment may hold any bracket or quote.
    private static bool HasComment(string text) =>
        text.Contains("/*", StringComparison.Ordinal) || text.Contains("//", StringComparison.Ordinal);

    private static bool IsBalanced(string text)
    {
        var open = new Stack<char>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '"' or '\'')
            {
                at = EndOfLiteral(text, at);
            }
            else if (Closing(text[at]) is { } closing)
            {
                open.Push(closing);
            }
            else if (text[at] is ')' or ']' or '}' && (!open.TryPop(out var expected) || expected != text[at]))
            {
                return false;
            }

            if (at >= text.Length || (open.Count == 0 && at > 0 && at < text.Length - 1))
            {
                return false;
            }
        }

        return open.Count == 0;
    }

    private static char? Closing(char opening) =>
        opening switch
        {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            _ => null,
        };

    private static int EndOfLiteral(string text, int start)
    {
        // In a verbatim literal a backslash is a backslash.
        var isVerbatim = text[..start].EndsWith('@') || text[..start].EndsWith("@$", StringComparison.Ordinal);
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] == '\\' && !isVerbatim)
            {
                at++;
            }
            else if (text[at] == text[start])
            {
                return at;
            }
        }

        return text.Length;
    }
}
