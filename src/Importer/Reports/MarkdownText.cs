using System.Text.RegularExpressions;
using Importer.Redaction;

namespace Importer.Reports;

/// <summary>
/// Texts that hold words of others, as Markdown that does nothing: whatever a renderer could make a link, a mention, a reference
/// or a format of stands in a code span, and secrets are taken out.
/// </summary>
/// <remarks>
/// Source: https://github.github.com/gfm/#autolinks-extension- (bare addresses become links, and no escape stops that; a code span
/// does), https://docs.github.com/get-started/writing-on-github (mentions and references).
/// </remarks>
internal static partial class MarkdownText
{
    /// <summary>A sentence in one line: plain words as they are, all else in code spans.</summary>
    public static string Of(string value)
    {
        var words = Flat(value).Split(' ');
        var text = new List<string>();
        for (var at = 0; at < words.Length; )
        {
            var end = at;
            while (end < words.Length && (Active().IsMatch(words[end]) || (end == 0 && Leading().IsMatch(words[0]))))
            {
                end++;
            }

            text.Add(end == at ? words[at] : Span(string.Join(' ', words[at..end])));
            at = Math.Max(end, at + 1);
        }

        return string.Join(' ', text);
    }

    /// <summary>A name or value as a code span.</summary>
    public static string Code(string value) => Span(Flat(value));

    // Within a table a pipe ends the cell, even in a code span.
    private static string Span(string value) => $"`{value.Replace('`', '\'').Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static string Flat(string value) =>
        string.Join(' ', SecretRedaction.WithoutSecrets(value).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(
        @"[@<>\[\]*_~`#|\\!&]|://|www\.|^(?:mailto|xmpp|data|javascript):|^GH-[0-9]|^:\w+:|[\p{Cc}\p{Cf}]",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Active();

    // At the start of a line these make lists, quotes and rules.
    [GeneratedRegex(@"^(?:[-+=]|[0-9]+[.)])", RegexOptions.CultureInvariant)]
    private static partial Regex Leading();
}
