using System.Text.RegularExpressions;

namespace LocalAzure.Compare;

/// <summary>Texts without what is new with every run: ids, times, tags and the machine that answers.</summary>
internal static partial class PlainValue
{
    /// <summary>True for a text that stands in the file in place of one that is nobody's business: it may be anything.</summary>
    public static bool IsPlaceholder(string text) => Placeholder().IsMatch(text);

    /// <summary>The text with each volatile part replaced by the name of its kind.</summary>
    public static string Of(string text)
    {
        text = Origin().Replace(text, "<origin>");
        text = Guids().Replace(text, "<guid>");
        text = Time().Replace(text, "<time>");
        return Hex().Replace(text, "<hex>");
    }

    /// <summary>The value of a header, or of the field <c>etag</c>, in the same way.</summary>
    public static string OfHeader(string name, string value) =>
        name.ToUpperInvariant() switch
        {
            "ETAG" when value.StartsWith("W/", StringComparison.Ordinal) => "<weak tag>",
            "ETAG" => value.StartsWith('"') ? "<tag in quotes>" : "<tag>",
            "RETRY-AFTER" => value.All(char.IsAsciiDigit) ? "<seconds>" : value,
            "LOCATION" or "AZURE-ASYNCOPERATION" => Link(value),
            "CONTENT-TYPE" => value.Replace(" ", "", StringComparison.Ordinal),
            _ => Of(value),
        };

    // Of an operation's address the way counts and the version; its id and what else is in the query are new each time.
    private static string Link(string value)
    {
        var (path, query) = value.Split('?', 2) is [var before, var after] ? (before, after) : (value, "");
        var version = query.Split('&').FirstOrDefault(part => part.StartsWith("api-version=", StringComparison.OrdinalIgnoreCase));
        return $"{Of(Operation().Replace(path, "$1/<operation>"))}?{version}";
    }

    [GeneratedRegex(@"\A""?(text|secret|operation)-\d+""?\z")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(?i)(/operation(?:results|statuses|s))/[^/]+\z")]
    private static partial Regex Operation();

    [GeneratedRegex(@"\bhttps?://[^/\s""'<>]+")]
    private static partial Regex Origin();

    [GeneratedRegex(@"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b")]
    private static partial Regex Guids();

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b[0-9a-f]{32}\b")]
    private static partial Regex Hex();
}
