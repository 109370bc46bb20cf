using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Importer.Redaction;

/// <summary>
/// Takes out of a text that somebody else wrote what could be a secret, and bounds its length. Every such text passes here
/// where it comes in; reports pass here once more where they go out (<see cref="RedactedText"/>).
/// </summary>
public static partial class SecretRedaction
{
    private const int MaxLength = 2000;

    // Looked at are so many characters: what comes behind them is never shown, whatever it is.
    private const int MaxRead = 16 * MaxLength;

    private const string Removed = "(removed)";

    /// <summary><paramref name="text"/> without secrets, at most 2,000 characters.</summary>
    /// <param name="text">The text; null is empty.</param>
    /// <param name="inUse">Secrets that are known to be in use: they are taken out first, whatever they look like.</param>
    public static string Clean(string? text, params ReadOnlySpan<string> inUse)
    {
        var clean = WithoutSecrets(Readable(text ?? ""), inUse);
        return clean.Length <= MaxLength ? clean : clean[..MaxLength] + "…";
    }

    /// <summary><paramref name="text"/> without secrets, of any length.</summary>
    public static string WithoutSecrets(string text, params ReadOnlySpan<string> inUse)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var secret in inUse)
        {
            text = Without(Without(text, secret), Uri.EscapeDataString(secret));
        }

        return Shapes().Replace(Named().Replace(text, $"$1{Removed}"), Removed);
    }

    private static string Without(string text, string secret) =>
        secret.Length == 0 ? text : text.Replace(secret, Removed, StringComparison.OrdinalIgnoreCase);

    // Half a secret at the cut would not be recognised: the cut goes back to a blank.
    private static string Readable(string text) => text.Length <= MaxRead ? text : text[..(text.LastIndexOf(' ', MaxRead) + 1)];

    // Every pattern begins where a run of its letters begins and gives nothing back, so that the work grows with the text only.
    // A name that people give to secrets, with a value behind it.
    [GeneratedRegex(
        """((?:(?<![\w-])(?:[\w-]{0,40}(?:api|subscription|account|access|shared|function|functions|primary|secondary)[-_]?key|ocp-apim-subscription-key|client[-_]?secret|secret|password|pwd|access[-_]?token|refresh[-_]?token|connection[-_]?string)|(?<=[?&])(?:sig|code|key))(?>["'\\]{0,4}\s{0,8}[:=]\s{0,8}["'\\]{0,4}))(?>[^\s"'\\&,;<>(){}\[\]]{4,})""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Named();

    // In this order: a JSON web token; the value of an Authorization header; a subscription key (32 hexadecimal digits); an
    // account key (60 or more letters and digits, but no SHA-256, which reports show); a key in Base64 with its padding.
    [GeneratedRegex(
        """(?<![\w-])(?=[\w-]*eyJ)(?>[\w-]+)\.(?>[\w-]+)(?:\.[\w-]*)?|(?<=\b(?:Bearer|SharedAccessSignature)\s)\s*(?>[^\s"'<>,]+)|(?<=\bBasic\s)\s*(?>[a-z0-9+/]{12,})={0,2}|(?<![0-9a-f])(?>[0-9a-f]{32})(?![0-9a-f])|(?<![a-z0-9])(?![0-9a-f]{64}(?![a-z0-9]))(?>[a-z0-9]{60,})|(?<![a-z0-9+/])(?>[a-z0-9+/]{32,})={1,2}""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Shapes();
}

/// <summary>A text of a report that may hold words of others: it is written and read without what could be a secret.</summary>
internal sealed class RedactedText : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text ? SecretRedaction.WithoutSecrets(text) : null;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(SecretRedaction.WithoutSecrets(value));
    }
}
