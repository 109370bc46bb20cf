using System.Text.RegularExpressions;

namespace Importer.Settings;

/// <summary>Reads the path that APIs begin with.</summary>
internal static partial class BasePathParser
{
    // API Management takes 400 characters; the rest is for names and the suffix.
    // Source: https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/apis
    private const int MaxLength = 300;

    private static readonly string[] Suffixes = ["openai/v1", "openai", "models", "anthropic"];

    /// <summary>A path template without the suffix that the compatibility adds.</summary>
    public static Parsed<string> Read(string text) =>
        Problem(text) is { } problem ? Parse.Wrong<string>(problem) : Parse.Ok(text);

    private static string? Problem(string text)
    {
        if (TemplateParsers.Problem(text) is { } template)
        {
            return template;
        }

        if (text.StartsWith('/') || text.EndsWith('/'))
        {
            return $"must not begin or end with a slash. Write '{text.Trim('/')}'.";
        }

        if (Suffix(text) is { } suffix)
        {
            var rest = text[..^suffix.Length].TrimEnd('/');
            return $"must not end in '{suffix}': the importer adds that itself, by the compatibility. Write '{(rest.Length == 0 ? "{account}" : rest)}'.";
        }

        return text.Length > MaxLength ? $"is {text.Length} characters long. Keep it to {MaxLength}." : Spelling(TemplateParsers.Fill(text, "x"));
    }

    private static string? Suffix(string text) => Suffixes.FirstOrDefault(suffix =>
        text.Equals(suffix, StringComparison.OrdinalIgnoreCase) || text.EndsWith("/" + suffix, StringComparison.OrdinalIgnoreCase));

    private static string? Spelling(string path)
    {
        if (path.Contains("//", StringComparison.Ordinal))
        {
            return "has an empty segment (//). Write single slashes.";
        }

        var wrong = string.Join(' ', Forbidden().Matches(path).Select(match => match.Value == " " ? "blank" : match.Value).Distinct());
        if (wrong.Length > 0)
        {
            return $"has characters that no API path may have ({wrong}). Use letters, digits, - _ . : and /.";
        }

        return path[^1] is '.' or ':' ? "must end in a letter, a digit, - or _." : null;
    }

    [GeneratedRegex("[^A-Za-z0-9_./:-]")]
    private static partial Regex Forbidden();
}
