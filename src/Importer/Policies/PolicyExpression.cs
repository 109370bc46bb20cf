using System.Text;

namespace Importer.Policies;

/// <summary>
/// Brings the text of a policy value into one form: line ends become LF, and inside an expression
/// (<c>@(…)</c>, <c>@{…}</c>) comments go and runs of blanks outside string literals become one blank.
/// </summary>
internal static class PolicyExpression
{
    public static string Canonical(string text)
    {
        var value = text.ReplaceLineEndings("\n").Trim();
        return IsExpression(value) ? value[..2] + Body(value[2..^1]) + value[^1] : value;
    }

    public static bool IsExpression(string value) => value is ['@', '(', .., ')'] or ['@', '{', .., '}'];

    private static string Body(string code)
    {
        var result = new StringBuilder(code.Length);
        for (var at = 0; at < code.Length; )
        {
            var length = Token(code, at, out var isBlank);
            if (!isBlank)
            {
                result.Append(code, at, length);
            }
            else if (result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }

            at += length;
        }

        return result.ToString().TrimEnd(' ');
    }

    /// <summary>The length of the token that starts here: blanks, a comment, a literal or a single character.</summary>
    private static int Token(string code, int at, out bool isBlank)
    {
        var rest = code.AsSpan(at);
        isBlank = true;
        if (char.IsWhiteSpace(rest[0]))
        {
            return 1;
        }

        if (rest.StartsWith("//"))
        {
            return UntilOrEnd(rest, "\n");
        }

        if (rest.StartsWith("/*"))
        {
            return UntilOrEnd(rest, "*/");
        }

        isBlank = false;
        return Literal(rest);
    }

    private static int Literal(ReadOnlySpan<char> rest) =>
        rest switch
        {
            ['@', '"', ..] => Verbatim(rest, 2),
            ['@', '$', '"', ..] or ['$', '@', '"', ..] => Verbatim(rest, 3),
            ['"', ..] or ['\'', ..] => Quoted(rest),
            _ => 1,
        };

    private static int UntilOrEnd(ReadOnlySpan<char> rest, string end)
    {
        var found = rest[2..].IndexOf(end);
        return found < 0 ? rest.Length : 2 + found + end.Length;
    }

    /// <summary>A literal in which two quotes mean one.</summary>
    private static int Verbatim(ReadOnlySpan<char> rest, int start)
    {
        for (var at = start; at < rest.Length; at++)
        {
            if (rest[at] != '"')
            {
                continue;
            }

            if (at + 1 == rest.Length || rest[at + 1] != '"')
            {
                return at + 1;
            }

            at++;
        }

        return rest.Length;
    }

    /// <summary>A literal in which a backslash escapes.</summary>
    private static int Quoted(ReadOnlySpan<char> rest)
    {
        for (var at = 1; at < rest.Length; at++)
        {
            if (rest[at] == '\\')
            {
                at++;
            }
            else if (rest[at] == rest[0])
            {
                return at + 1;
            }
        }

        return rest.Length;
    }
}
