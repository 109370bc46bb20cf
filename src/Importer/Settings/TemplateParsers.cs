using System.Text.RegularExpressions;

namespace Importer.Settings;

/// <summary>Reads texts with placeholders.</summary>
internal static partial class TemplateParsers
{
    /// <summary>The placeholders that templates may hold, without their braces.</summary>
    public static IReadOnlyList<string> Placeholders { get; } = ["account", "deployment", "compatibility", "region", "subscription", "resourceGroup"];

    /// <summary>A template of up to <paramref name="max"/> characters.</summary>
    public static Parser<string> Text(int max) => text =>
    {
        if (text.Length > max)
        {
            return Parse.Wrong<string>($"is {text.Length} characters long; API Management takes {max}. Shorten it.");
        }

        if (text.Contains("[foundry-importer", StringComparison.OrdinalIgnoreCase))
        {
            return Parse.Wrong<string>("contains the importer's own mark ([foundry-importer …]), which it adds itself. Take it out.");
        }

        return Problem(text) is { } problem ? Parse.Wrong<string>(problem) : Parse.Ok(text);
    };

    /// <summary>What is wrong with the placeholders, or null.</summary>
    public static string? Problem(string text)
    {
        var unknown = Braces().Matches(text).Select(match => match.Groups[1].Value).FirstOrDefault(name => !Placeholders.Contains(name));
        if (unknown is not null)
        {
            var known = string.Join(", ", Placeholders.Select(name => $"{{{name}}}"));
            return $"has an unknown placeholder {{{unknown}}}.{Question(unknown)} Known are {known}.";
        }

        return Braces().Replace(text, "").AsSpan().ContainsAny('{', '}') ? "has a brace without its partner. Placeholders look like {account}." : null;
    }

    /// <summary>The text with <paramref name="filler"/> in place of each placeholder.</summary>
    public static string Fill(string text, string filler) => Braces().Replace(text, filler);

    private static string Question(string unknown) => Nearest.Of(unknown, Placeholders) is { } nearest ? $" Did you mean {{{nearest}}}?" : "";

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Braces();
}
