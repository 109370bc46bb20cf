using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LocalAzure.Arm;

/// <summary>What a property under <c>properties</c> must look like; figures from the published resource types.</summary>
internal sealed record Field(string Name)
{
    public bool Required { get; init; }

    public int Min { get; init; }

    public int Max { get; init; } = int.MaxValue;

    public string? Pattern { get; init; }

    public IReadOnlyList<string> OneOf { get; init; } = [];

    /// <summary>The fault of this property in a document; null when it is as it should be.</summary>
    public string? FaultOf(JsonObject document)
    {
        if ((document["properties"] as JsonObject)?[Name] is not { } node)
        {
            return Required ? $"Field '{Name}' is required." : null;
        }

        return node is JsonValue value && value.TryGetValue<string>(out var text) ? FaultOf(text) : null;
    }

    private string? FaultOf(string text)
    {
        if (text.Length < Min || text.Length > Max)
        {
            return $"'{Name}' must be between {Min} and {Max} characters long.";
        }

        if (Pattern is not null && !Regex.IsMatch(text, Pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            return $"'{Name}' must match {Pattern}.";
        }

        return OneOf.Count > 0 && !OneOf.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? $"'{Name}' must be one of {string.Join(", ", OneOf)}."
            : null;
    }
}
