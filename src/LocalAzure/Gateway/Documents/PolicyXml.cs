using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LocalAzure.Gateway.Documents;

/// <summary>Reads policy documents, in the escaped format <c>xml</c> and in <c>rawxml</c>.</summary>
public static class PolicyXml
{
    /// <summary>The document with line numbers.</summary>
    /// <exception cref="XmlException">It is not well formed; the message carries line and position.</exception>
    public static XDocument Read(string xml) => XDocument.Parse(xml, LoadOptions.SetLineInfo);

    /// <summary>
    /// <c>rawxml</c> to well-formed XML: inside <c>@(…)</c> and <c>@{…}</c>, quotes, angle brackets and ampersands stand for themselves.
    /// https://learn.microsoft.com/azure/api-management/api-management-howto-policies (formats of the REST API)
    /// </summary>
    public static string FromRaw(string raw)
    {
        var xml = new StringBuilder(raw.Length);
        for (var at = 0; at < raw.Length; at++)
        {
            if (raw[at] != '@' || at + 1 == raw.Length || raw[at + 1] is not ('(' or '{'))
            {
                xml.Append(raw[at]);
                continue;
            }

            var end = EndOfExpression(raw, at + 1);
            xml.Append(Escape(raw[at..end]));
            at = end - 1;
        }

        return xml.ToString();
    }

    /// <summary>One past the closing bracket; brackets inside text literals do not count.</summary>
    private static int EndOfExpression(string raw, int open)
    {
        var (opening, closing) = raw[open] == '(' ? ('(', ')') : ('{', '}');
        var depth = 0;
        for (var at = open; at < raw.Length; at++)
        {
            if (raw[at] == '"')
            {
                at = EndOfText(raw, at);
            }
            else if (raw[at] == opening)
            {
                depth++;
            }
            else if (raw[at] == closing && --depth == 0)
            {
                return at + 1;
            }
        }

        return raw.Length;
    }

    private static int EndOfText(string raw, int quote)
    {
        for (var at = quote + 1; at < raw.Length; at++)
        {
            if (raw[at] == '\\')
            {
                at++;
            }
            else if (raw[at] == '"')
            {
                return at;
            }
        }

        return raw.Length - 1;
    }

    /// <summary>Leaves what is escaped already alone, since many send it so.</summary>
    private static string Escape(string expression)
    {
        var plain = expression
            .Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
        return plain
            .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
    }
}
