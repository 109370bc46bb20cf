using System.Text.RegularExpressions;

namespace LocalAzure.Gateway.Documents;

/// <summary>
/// Puts named values in place of <c>{{name}}</c> in attributes and texts.
/// https://learn.microsoft.com/azure/api-management/api-management-howto-properties
/// </summary>
internal static partial class NamedValues
{
    /// <summary>The display names a text refers to.</summary>
    public static IEnumerable<string> In(string text) => Reference().Matches(text).Select(match => match.Groups["name"].Value);

    /// <summary>Unknown names stay as they are; the check has refused them already.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Reference().Replace(text, match => values.GetValueOrDefault(match.Groups["name"].Value, match.Value));

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z0-9\-._]+)\s*\}\}")]
    private static partial Regex Reference();
}
