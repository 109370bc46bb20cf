using System.Text;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>
/// Policy text with expressions. The format <c>rawxml</c> lets quotes and angle brackets stand as they are inside
/// <c>@(…)</c> and <c>@{…}</c>, see https://learn.microsoft.com/azure/api-management/api-management-policy-expressions
/// </summary>
internal static class RazorXml
{
    /// <summary>Well-formed XML of it: line breaks inside attributes kept as entities and, for raw text, expressions escaped.</summary>
    public static string ToXml(string text, bool raw)
    {
        var xml = new StringBuilder(text.Length + 64);
        var quote = '\0';
        var inTag = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (!inTag && Skip(text, at) is var end && end > at)
            {
                xml.Append(text, at, end - at);
                at = end - 1;
                continue;
            }

            if (raw && (!inTag || quote != '\0') && CSharpText.EndOfExpression(text, at) is { } past)
            {
                xml.Append(Escape(Decode(text[at..past]), inTag));
                at = past - 1;
                continue;
            }

            var c = text[at];
            (inTag, quote) = Step(c, inTag, quote);
            xml.Append(
                c switch
                {
                    '\n' when quote != '\0' => "&#xA;",
                    '\r' when quote != '\0' => "",
                    _ => c.ToString(),
                }
            );
        }

        return xml.ToString();
    }

    /// <summary>The raw form of well-formed text: attributes and texts that hold an expression are shown unescaped.</summary>
    public static string ToRaw(string xml)
    {
        var raw = new StringBuilder(xml.Length);
        var start = 0;
        var quote = '\0';
        var inTag = false;
        for (var at = 0; at < xml.Length; at++)
        {
            var (tag, now) = Step(xml[at], inTag, quote);
            if (tag != inTag || now != quote)
            {
                AppendPiece(raw, xml[start..at], isValue: !inTag || quote != '\0');
                start = at;
            }

            (inTag, quote) = (tag, now);
        }

        AppendPiece(raw, xml[start..], isValue: !inTag);
        return raw.ToString();
    }

    private static void AppendPiece(StringBuilder raw, string piece, bool isValue)
    {
        var hasExpression = isValue && (piece.Contains("@(", StringComparison.Ordinal) || piece.Contains("@{", StringComparison.Ordinal));
        raw.Append(hasExpression ? Decode(piece) : piece);
    }

    private static (bool InTag, char Quote) Step(char c, bool inTag, char quote) =>
        (inTag, quote, c) switch
        {
            (false, _, '<') => (true, '\0'),
            (true, '\0', '>') => (false, '\0'),
            (true, '\0', '"' or '\'') => (true, c),
            (true, not '\0', _) when c == quote => (true, '\0'),
            _ => (inTag, quote),
        };

    /// <summary>Past a comment or a CDATA section that begins here; otherwise where it was.</summary>
    private static int Skip(string text, int at)
    {
        foreach (var (open, close) in new[] { ("<!--", "-->"), ("<![CDATA[", "]]>") })
        {
            if (string.CompareOrdinal(text, at, open, 0, open.Length) == 0)
            {
                var end = text.IndexOf(close, at, StringComparison.Ordinal);
                return end < 0 ? text.Length : end + close.Length;
            }
        }

        return at;
    }

    private static string Decode(string text) =>
        text.Replace("&#xD;", "\r", StringComparison.OrdinalIgnoreCase)
            .Replace("&#xA;", "\n", StringComparison.OrdinalIgnoreCase)
            .Replace("&#10;", "\n", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&quot;", "\"", StringComparison.Ordinal)
            .Replace("&apos;", "'", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal);

    private static string Escape(string text, bool inAttribute)
    {
        var escaped = text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\r", "", StringComparison.Ordinal);
        return inAttribute
            ? escaped
                .Replace("\"", "&quot;", StringComparison.Ordinal)
                .Replace("'", "&apos;", StringComparison.Ordinal)
                .Replace("\n", "&#xA;", StringComparison.Ordinal)
            : escaped;
    }
}
