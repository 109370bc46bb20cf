using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Cli.Exporting;

/// <summary>Values in Bicep's notation.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings</remarks>
internal static partial class BicepText
{
    /// <summary>A string literal.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("'");
        foreach (var rune in text.EnumerateRunes())
        {
            literal.Append(
                rune.Value switch
                {
                    '\'' => "\\'",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    '$' => "\\u{24}",
                    < 0x20 or 0x7F => string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
                    _ => rune.ToString(),
                }
            );
        }

        return literal.Append('\'').ToString();
    }

    /// <summary>A value of JSON; an object's members stand on lines of their own.</summary>
    /// <param name="node">The value.</param>
    /// <param name="indent">How far the line is indented that it begins on.</param>
    /// <param name="instead">An expression in the place of a member's value, by the member's name; null for the value itself.</param>
    public static string Value(JsonNode? node, int indent, Func<string, JsonNode?, string?> instead)
    {
        var blanks = new string(' ', indent + 2);
        return node switch
        {
            null => "null",
            JsonObject { Count: 0 } => "{}",
            JsonObject members =>
                $"{{\n{string.Concat(members.Select(member => $"{blanks}{Name(member.Key)}: {instead(member.Key, member.Value) ?? Value(member.Value, indent + 2, instead)}\n"))}{new string(' ', indent)}}}",
            JsonArray { Count: 0 } => "[]",
            JsonArray items =>
                $"[\n{string.Concat(items.Select(item => $"{blanks}{Value(item, indent + 2, instead)}\n"))}{new string(' ', indent)}]",
            _ => node.GetValueKind() switch
            {
                JsonValueKind.String => Literal((string)node!),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => Number(node),
            },
        };
    }

    // Bicep has whole numbers only; others are parsed where the template is deployed.
    private static string Number(JsonNode node) =>
        long.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole.ToString(CultureInfo.InvariantCulture)
            : $"json('{node.ToJsonString()}')";

    private static string Name(string name) => Identifier().IsMatch(name) ? name : Literal(name);

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
