using System.Text.RegularExpressions;

namespace Importer.Settings;

/// <summary>Reads names of things in API Management, and client ids.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service</remarks>
internal static partial class NameParsers
{
    /// <summary>The id of something in the service, such as a product, a tag, a backend or a subscription.</summary>
    public static Parser<string> Id(string what, int max) => text =>
        text.Length <= max && ServiceName().IsMatch(text)
            ? Parse.Ok(text)
            : Parse.Wrong<string>($"is not the id of a {what}: 1 to {max} characters, none of * # & + : < > ? / or blank. Give the id (the last part of its resource id), not the display name.");

    /// <summary>The id of a policy fragment.</summary>
    public static Parsed<string> Fragment(string text) =>
        text.Length <= 80 && FragmentName().IsMatch(text)
            ? Parse.Ok(text)
            : Parse.Wrong<string>("is not the id of a policy fragment: 1 to 80 letters, digits, _ and -, beginning and ending without -.");

    /// <summary>The client id of an identity.</summary>
    public static Parsed<string> ClientId(string text) =>
        Guid.TryParseExact(text, "D", out _)
            ? Parse.Ok(text)
            : Parse.Wrong<string>("is not a client id. Give the GUID that the identity's overview shows as client id, not its name or resource id.");

    /// <summary>A SHA-256 in hexadecimal digits, whole or its first 16.</summary>
    public static Parsed<string> Sha256(string text) =>
        text.Length is 16 or 64 && text.All(char.IsAsciiHexDigit)
            ? Parse.Ok(string.Create(text.Length, text, static (digits, given) => given.AsSpan().ToLowerInvariant(digits)))
            : Parse.Wrong<string>("is not a SHA-256. Give its 64 hexadecimal digits (sha256sum shows them), or the first 16.");

    /// <summary>A host's name, or <c>*.</c> and the name that hosts lie below.</summary>
    public static Parsed<string> Host(string text) =>
        HostName().IsMatch(text)
            ? Parse.Ok(text)
            : Parse.Wrong<string>("is not a host. Write its whole name (models.contoso.example), or *.contoso.example for every host below it; no https://, port or path.");

    /// <summary>A tag as <c>name=value</c>.</summary>
    public static Parsed<string> Tag(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) > 0
            ? Parse.Ok(text)
            : Parse.Wrong<string>("is not a tag. Write name=value, or name=* for any value.");

    [GeneratedRegex(@"\A(\*\.)?[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+\z")]
    private static partial Regex HostName();

    [GeneratedRegex(@"^[^*#&+:<>?/\s]+$")]
    private static partial Regex ServiceName();

    [GeneratedRegex(@"^(\w+|\w[\w-]+\w)$")]
    private static partial Regex FragmentName();
}
