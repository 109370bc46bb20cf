using System.Text;

namespace LocalAzure.Gateway.Expressions;

/// <summary>Cuts an expression, or a block of statements, into words.</summary>
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
        "*",
        "/",
        "%",
        "!",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ".",
        ",",
    ];

    private static readonly string[] StatementSymbols = ["+=", .. Symbols, "=", ";"];

    /// <param name="source">What stands between the outer brackets.</param>
    /// <param name="isBlock">Whether it is made of statements.</param>
    public static IReadOnlyList<Token> Read(string source, bool isBlock = false)
    {
        var tokens = new List<Token>();
        var symbols = isBlock ? StatementSymbols : Symbols;
        for (var at = 0; at < source.Length; )
        {
            if (Blank(source, at) is var end && end > at)
            {
                at = end;
                continue;
            }

            var token = Next(source, at, symbols, out var after);
            tokens.Add(token);
            at = after;
        }

        tokens.Add(new Token(TokenKind.End, string.Empty, source.Length));
        return tokens;
    }

    /// <summary>Past white space or a comment that begins here; otherwise where it was.</summary>
    private static int Blank(string source, int at)
    {
        if (char.IsWhiteSpace(source[at]))
        {
            return at + 1;
        }

        foreach (var (open, close) in new[] { ("//", "\n"), ("/*", "*/") })
        {
            if (string.CompareOrdinal(source, at, open, 0, open.Length) == 0)
            {
                var end = source.IndexOf(close, at, StringComparison.Ordinal);
                return end < 0 ? source.Length : end + close.Length;
            }
        }

        return at;
    }

    private static Token Next(string source, int at, string[] symbols, out int after)
    {
        if (source[at] == '"')
        {
            return ReadText(source, at, out after);
        }

        if (source[at] == '\'')
        {
            return ReadCharacter(source, at, out after);
        }

        if (source[at] == '@' && at + 1 < source.Length && source[at + 1] == '"')
        {
            return ReadVerbatim(source, at, out after);
        }

        if (char.IsLetter(source[at]) || source[at] == '_')
        {
            return ReadWhile(source, at, TokenKind.Name, static c => char.IsLetterOrDigit(c) || c == '_', out after);
        }

        if (char.IsDigit(source[at]))
        {
            return ReadWhile(source, at, TokenKind.Number, static c => char.IsDigit(c) || c == '.', out after);
        }

        foreach (var symbol in symbols)
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

    private static Token ReadCharacter(string source, int at, out int after)
    {
        var isEscape = at + 1 < source.Length && source[at + 1] == '\\';
        var close = at + (isEscape ? 3 : 2);
        if (close >= source.Length || source[close] != '\'')
        {
            throw new ExpressionFault("the character literal is not closed", at);
        }

        after = close + 1;
        return new Token(TokenKind.Character, (isEscape ? Unescape(source, at + 2) : source[at + 1]).ToString(), at);
    }

    /// <summary><c>@"…"</c>: no escapes but the doubled quote.</summary>
    private static Token ReadVerbatim(string source, int at, out int after)
    {
        var text = new StringBuilder();
        for (after = at + 2; after < source.Length; after++)
        {
            var isQuote = source[after] == '"';
            if (isQuote && (after + 1 == source.Length || source[after + 1] != '"'))
            {
                after++;
                return new Token(TokenKind.Text, text.ToString(), at);
            }

            text.Append(source[after]);
            after += isQuote ? 1 : 0;
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
            '\'' => '\'',
            '\\' => '\\',
            _ => throw new ExpressionFault("only \\n, \\r, \\t, \\\", \\' and \\\\ are evaluated as escapes", at),
        };
}
