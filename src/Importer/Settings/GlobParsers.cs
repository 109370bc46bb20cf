using System.Buffers;
using System.Text.RegularExpressions;

namespace Importer.Settings;

/// <summary>Reads the globs of rules.</summary>
internal static partial class GlobParsers
{
    private static readonly SearchValues<char> Special = SearchValues.Create("[]{}()|^$\\!");

    /// <summary>A glob on a name: <c>*</c>, <c>?</c> and what names may hold.</summary>
    public static Parsed<string> Name(string text)
    {
        if (text.AsSpan().IndexOfAny(Special) is >= 0 and var at)
        {
            return Parse.Wrong<string>($"is not a glob: '{text[at]}' has no meaning. Only * (any text) and ? (one character) are special; several names need several rules.");
        }

        return NameGlob().IsMatch(text)
            ? Parse.Ok(text)
            : Parse.Wrong<string>("is not a glob on a name. Give the name, not an id, with * for any text and ? for one character.");
    }

    /// <summary>Globs on a tag's name and value, as <c>name=value</c>.</summary>
    public static Parsed<string> Tag(string text) => NameParsers.Tag(text);

    [GeneratedRegex(@"^[\w.*? :-]+$")]
    private static partial Regex NameGlob();
}
