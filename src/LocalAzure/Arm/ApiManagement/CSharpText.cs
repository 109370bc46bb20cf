namespace LocalAzure.Arm.ApiManagement;

/// <summary>Finds the end of a policy expression: brackets balanced, those in strings and characters not counted.</summary>
internal static class CSharpText
{
    /// <summary>
    /// Past the closing bracket of an expression that begins here with <c>@(</c> or <c>@{</c>; null when none does or it never ends.
    /// </summary>
    public static int? EndOfExpression(string text, int at)
    {
        if (text[at] != '@' || at + 1 >= text.Length || text[at + 1] is not ('(' or '{'))
        {
            return null;
        }

        var depth = 0;
        for (var i = at + 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '(' or '{' or '[':
                    depth++;
                    break;
                case ')' or '}' or ']':
                    if (--depth == 0)
                    {
                        return i + 1;
                    }

                    break;
                case '"' or '\'':
                    i = EndOfLiteral(text, i, isVerbatim: text[i - 1] is '@' or '$');
                    break;
            }
        }

        return null;
    }

    private static int EndOfLiteral(string text, int at, bool isVerbatim)
    {
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && !isVerbatim)
            {
                i++;
            }
            else if (text[i] == text[at])
            {
                return i;
            }
        }

        return text.Length;
    }
}
