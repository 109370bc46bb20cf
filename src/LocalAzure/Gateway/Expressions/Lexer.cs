using System.Text;

namespace LocalAzure.Gateway.Expressions;

/// <summary>Cuts an expression into words.</summary>
internal static class Lexer
{
    private static readonly string[] Symbols =
    [
        "??",
        "?.",
        "?[",
        "==",
        "!=",
        "&&",
        "||",
        "<=",
        ">=",
        "?",
        ":",
        "<",
        ">",
        "+",
        "-",
        "!",
        "(",
        ")",
        "[",
        "]",
        ".",
        ",",
    ];

    public static IReadOnlyList<Token> Read(string source)
    {
        var tokens = new List<Token>();
        for (var at = 0; at < source.Length; )
        {
            if (char.IsWhiteSpace(source[at]))
            {
                at++;
                continue;
            }

            var token = Next(source, at, out var after);
            tokens.Add(token);
            at = after;
        }

        tokens.Add(new Token(TokenKind.End, string.Empty, source.Length));
        return tokens;
    }

    private static Token Next(string source, int at, out int after)
    {
        if (source[at] == '"')
        {
            return ReadText(source, at, out after);
        }

        if (char.IsLetter(source[at]) || source[at] == '_')
        {
            return ReadWhile(source, at, TokenKind.Name, static c => char.IsLetterOrDigit(c) || c == '_', out after);
        }

        if (char.IsDigit(source[at]))
        {
            return ReadWhile(source, at, TokenKind.Number, static c => char.IsDigit(c) || c == '.', out after);
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(source, at, symbol, 0, symbol.Length) == 0)
            {
                after = at + symbol.Length;
                return new Token(TokenKind.Symbol, symbol, at);
            }
        }

        throw new ExpressionFault($"'{source[at]}' is not part of the expressions that LocalAzure evaluates", at);
    }

    private static Token ReadWhile(string source, int at, TokenKind kind, Func<char, bool> belongs, out int after)
    {
        after = at;
        while (after < source.Length && belongs(source[after]))
        {
            after++;
        }

        return new Token(kind, source[at..after], at);
    }

    private static Token ReadText(string source, int at, out int after)
    {
        var text = new StringBuilder();
        for (after = at + 1; after < source.Length; after++)
        {
            if (source[after] == '"')
            {
                after++;
                return new Token(TokenKind.Text, text.ToString(), at);
            }

            text.Append(source[after] == '\\' ? Unescape(source, ++after) : source[after]);
        }

        throw new ExpressionFault("the text literal is not closed", at);
    }

    private static char Unescape(string source, int at) =>
        (at < source.Length ? source[at] : '\0') switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '"' => '"',
            '\\' => '\\',
            _ => throw new ExpressionFault("only \\n, \\r, \\t, \\\" and \\\\ are evaluated as escapes", at),
        };
}
