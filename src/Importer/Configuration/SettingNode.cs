using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Importer.Configuration;

/// <summary>One object in the settings: hands out its values in their types and notes what is wrong with them.</summary>
internal sealed class SettingNode(IConfigurationSection section, FaultList faults)
{
    /// <summary>Where the object stands.</summary>
    public string Path => section.Path;

    /// <summary>The object's own text, where a value may stand in its place.</summary>
    public string? Text => string.IsNullOrEmpty(section.Value) ? null : section.Value;

    /// <summary>The names given in it.</summary>
    public IEnumerable<string> Names => section.GetChildren().Select(child => child.Key);

    /// <summary>True when nothing in it is wrong so far.</summary>
    public bool IsSound => !faults.Any(section.Path);

    /// <summary>True when it has that name, be it with null or an empty object.</summary>
    public bool Mentions(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>True when it has a value, an object or a list (an empty one too) of that name.</summary>
    public bool Has(string name) => section.GetSection(name).Exists();

    /// <summary>The object of that name, empty when there is none.</summary>
    public SettingNode Child(string name) => new(section.GetSection(name), faults);

    /// <summary>The value of that name; <paramref name="fallback"/> when there is none or it is wrong.</summary>
    public T? Read<T>(string name, Parser<T> parser, T? fallback = default) =>
        Has(name) && TryRead(name, parser, out var value) ? value : fallback;

    /// <summary>The value of that name; null when there is none or it is wrong.</summary>
    public T? Maybe<T>(string name, Parser<T> parser)
        where T : struct => Has(name) && TryRead(name, parser, out var value) ? value : null;

    /// <summary>The value of that name, a fault when there is none.</summary>
    public T? Require<T>(string name, Parser<T> parser, string fix)
    {
        if (!Has(name))
        {
            Fault(name, $"is required. {fix}");
            return default;
        }

        return Read(name, parser);
    }

    /// <summary>The good values of the list of that name, without repetitions.</summary>
    public IReadOnlyList<T> List<T>(string name, Parser<T> parser) =>
        [.. Items(name).Select(item => item.Text is null && item.Names.Any() ? default : item.Self(parser)).OfType<T>().Distinct()];

    /// <summary>The objects of the list of that name, in the order of their numbers.</summary>
    public IReadOnlyList<SettingNode> Items(string name) =>
        [
            .. section
                .GetSection(name)
                .GetChildren()
                .Where(child => int.TryParse(child.Key, out _))
                .OrderBy(child => int.Parse(child.Key, CultureInfo.InvariantCulture))
                .Select(child => new SettingNode(child, faults)),
        ];

    /// <summary>Notes a fault at that name.</summary>
    public void Fault(string name, string message) => faults.Add(section.GetSection(name).Path, section.GetSection(name).Value, message);

    /// <summary>Notes a fault at the object as a whole.</summary>
    public void Fault(string message) => faults.Add(section.Path, section.Value, message);

    /// <summary>The object's own text as a value.</summary>
    public T? Self<T>(Parser<T> parser) => Understand(section, parser, out var value) ? value : default;

    private bool TryRead<T>(string name, Parser<T> parser, out T? value) => Understand(section.GetSection(name), parser, out value);

    private bool Understand<T>(IConfigurationSection place, Parser<T> parser, out T? value)
    {
        var text = place.Value?.Trim();
        var parsed = text switch
        {
            null or "" => Parse.Wrong<T>("is empty. Give a value or leave the setting out."),
            _ when text.Any(char.IsControl) => Parse.Wrong<T>("contains a line break or another control character. Write it on one line."),
            _ => parser(text),
        };
        if (parsed.Problem is { } problem)
        {
            faults.Add(place.Path, place.Value, problem);
        }

        value = parsed.Value;
        return parsed.Problem is null;
    }
}

/// <summary>Gathers faults, so that all are told at once; one a place.</summary>
internal sealed class FaultList
{
    private readonly List<SettingFault> _faults = [];

    /// <summary>All that were found.</summary>
    public IReadOnlyList<SettingFault> All => _faults;

    /// <summary>Notes a fault unless its place has one already.</summary>
    public void Add(string path, string? value, string message)
    {
        if (!_faults.Exists(fault => fault.Path.Equals(path, StringComparison.OrdinalIgnoreCase)))
        {
            _faults.Add(new(path, SecretMask.Show(path, value), message));
        }
    }

    /// <summary>
    /// True when something at or below <paramref name="path"/> is wrong, so that judging it as a whole would only repeat that.
    /// </summary>
    public bool Any(string path) =>
        _faults.Exists(fault =>
            fault.Path.Equals(path, StringComparison.OrdinalIgnoreCase)
            || fault.Path.StartsWith(path + ":", StringComparison.OrdinalIgnoreCase)
        );
}

/// <summary>Finds what somebody who mistyped a word probably meant.</summary>
internal static class Nearest
{
    /// <summary>The candidate nearest to <paramref name="word"/>, or null when none is near.</summary>
    public static string? Of(string word, IEnumerable<string> candidates)
    {
        var limit = word.Length switch
        {
            <= 4 => 1,
            <= 8 => 2,
            _ => 3,
        };
        return candidates
            .Select(candidate => (Candidate: candidate, Distance: Distance(Fold(word), Fold(candidate))))
            .Where(pair => pair.Distance <= limit)
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();
    }

    /// <summary>A question to append to a message, or nothing.</summary>
    public static string Question(string word, IEnumerable<string> candidates) =>
        Of(word, candidates) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    private static string Fold(string word) =>
        word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Inserted, dropped, changed and swapped letters.</summary>
    private static int Distance(string left, string right)
    {
        int[] before = [],
            last = [.. Enumerable.Range(0, right.Length + 1)];
        for (var row = 1; row <= left.Length; row++)
        {
            var current = new int[right.Length + 1];
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var change = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                var best = Math.Min(change, Math.Min(last[column], current[column - 1]) + 1);
                var swapped = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
                current[column] = swapped ? Math.Min(best, before[column - 2] + 1) : best;
            }

            (before, last) = (last, current);
        }

        return last[^1];
    }
}

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

        var isWebhook =
            path.StartsWith(Webhooks, StringComparison.OrdinalIgnoreCase)
            && !path.EndsWith(":Format", StringComparison.OrdinalIgnoreCase)
            && !path.EndsWith(":On", StringComparison.OrdinalIgnoreCase);
        var shown = WithoutQueryAndUser(value);
        var isSecret = isWebhook || path.Equals(OwnershipKey, StringComparison.OrdinalIgnoreCase);
        return
            isSecret || LooksLikeKey(value) || Array.Exists(SecretWords, word => shown.Contains(word, StringComparison.OrdinalIgnoreCase))
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

/// <summary>One thing wrong in the settings, with its way out.</summary>
/// <param name="Path">Where, such as <c>Importer:Defaults:BasePath</c>; as an app setting the colons are double underscores.</param>
/// <param name="Value">What stands there, fit to print: secrets are hidden; null when nothing does or it must not be shown.</param>
/// <param name="Message">What is wrong, and what to write instead.</param>
public sealed record SettingFault(string Path, string? Value, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Value is null ? $"{Path}: {Message}" : $"{Path} = '{Value}': {Message}";
}
