using System.Buffers;

namespace Importer.Settings;

/// <summary>Makes a wrong value fit for a log: addresses lose their query and user part, and what may be a secret is hidden.</summary>
internal static class SecretMask
{
    /// <summary>Stands for what is not shown.</summary>
    public const string Hidden = "(hidden)";

    private const int MaxLength = 200;
    private const string Webhooks = "Importer:Notify:Webhooks";
    private const string OwnershipKey = "Importer:Ownership:Key";

    private static readonly SearchValues<char> NameSigns = SearchValues.Create(" -@{*:");

    private static readonly string[] SecretWords = ["AccountKey=", "SharedAccess", "sig=", "secret=", "password", "code="];

    /// <summary>The value as it may be printed; null for none.</summary>
    public static string? Show(string path, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return value;
        }

        var isWebhook = path.StartsWith(Webhooks, StringComparison.OrdinalIgnoreCase)
            && !path.EndsWith(":Format", StringComparison.OrdinalIgnoreCase)
            && !path.EndsWith(":On", StringComparison.OrdinalIgnoreCase);
        var shown = WithoutQueryAndUser(value);
        var isSecret = isWebhook || path.Equals(OwnershipKey, StringComparison.OrdinalIgnoreCase);
        return isSecret || LooksLikeKey(value) || Array.Exists(SecretWords, word => shown.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? Hidden
            : OneLine(shown);
    }

    /// <summary>Long and without the signs that names, ids, paths and expressions have: a key pasted in the wrong place.</summary>
    private static bool LooksLikeKey(string value) =>
        value.Length >= 32
        && !value.AsSpan().ContainsAny(NameSigns)
        && (value.EndsWith('=') || !value.Contains('/', StringComparison.Ordinal))
        && value.Any(char.IsDigit)
        && value.Any(char.IsLetter);

    private static string WithoutQueryAndUser(string value)
    {
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return value;
        }

        var query = value.IndexOfAny(['?', '#'], scheme);
        var bare = query < 0 ? value : value[..query] + "?…";
        var authority = scheme + 3;
        var slash = bare.IndexOf('/', authority);
        var user = bare.LastIndexOf('@', (slash < 0 ? bare.Length : slash) - 1);
        return user < authority ? bare : bare[..authority] + "…" + bare[user..];
    }

    private static string OneLine(string value)
    {
        var line = string.Concat(value.Select(letter => char.IsControl(letter) ? '\u00b7' : letter));
        return line.Length <= MaxLength ? line : line[..MaxLength] + "…";
    }
}
