using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LocalAzure.Arm;

/// <summary>
/// The part of OData filters that API Management lists take and clients use: one comparison or function over one field,
/// see https://learn.microsoft.com/rest/api/apimanagement/apis/list-by-service
/// </summary>
internal static partial class ListFilter
{
    public static Func<JsonObject, bool> Parse(string? filter)
    {
        if (string.IsNullOrWhiteSpace(filter))
        {
            return _ => true;
        }

        if (Comparison().Match(filter) is { Success: true } comparison)
        {
            var equal = comparison.Groups["op"].Value == "eq";
            return document => Same(document, comparison) == equal;
        }

        return Function().Match(filter) is { Success: true } function
            ? document => Holds(document, function)
            : throw ArmErrors.NotSimulated(
                $"the filter '{filter}' (only field eq|ne 'text' and contains|startswith|endswith(field,'text'))"
            );
    }

    private static bool Same(JsonObject document, Match match) =>
        string.Equals(Value(document, match), Literal(match), StringComparison.OrdinalIgnoreCase);

    private static bool Holds(JsonObject document, Match match)
    {
        var value = Value(document, match) ?? "";
        var text = Literal(match);
        return match.Groups["function"].Value switch
        {
            "contains" => value.Contains(text, StringComparison.OrdinalIgnoreCase),
            "startswith" => value.StartsWith(text, StringComparison.OrdinalIgnoreCase),
            _ => value.EndsWith(text, StringComparison.OrdinalIgnoreCase),
        };
    }

    private static string Literal(Match match) => match.Groups["text"].Value.Replace("''", "'", StringComparison.Ordinal);

    private static string? Value(JsonObject document, Match match)
    {
        var field = match.Groups["field"].Value;
        var name = field.StartsWith("properties/", StringComparison.Ordinal) ? field[11..] : field;
        var value = (document["properties"] as JsonObject)?[name] ?? document[name];
        return value?.ToString();
    }

    [GeneratedRegex(@"^\s*(?<field>[\w/]+)\s+(?<op>eq|ne)\s+('(?<text>([^']|'')*)'|(?<text>true|false|\d+))\s*$")]
    private static partial Regex Comparison();

    [GeneratedRegex(@"^\s*(?<function>contains|startswith|endswith)\(\s*(?<field>[\w/]+)\s*,\s*'(?<text>([^']|'')*)'\s*\)\s*$")]
    private static partial Regex Function();
}
