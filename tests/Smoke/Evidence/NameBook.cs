using System.Text.RegularExpressions;

namespace Smoke.Evidence;

/// <summary>
/// Gives names other names: the same one for the same name, wherever it stands. Letters in capitals stay so, because a service that
/// spells a name in another case than it was given is worth knowing about.
/// </summary>
internal sealed class NameBook
{
    // Words that Azure or the importer uses itself: as names of people's resources they are replaced where a name must stand, and nowhere
    // else.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "account",
        "accounts",
        "ai",
        "anthropic",
        "api",
        "apim",
        "apis",
        "azure",
        "chat",
        "completions",
        "default",
        "deployment",
        "deployments",
        "embeddings",
        "foundry",
        "gateway",
        "group",
        "importer",
        "master",
        "microsoft",
        "model",
        "models",
        "openai",
        "policy",
        "product",
        "products",
        "resource",
        "rg",
        "service",
        "smoke",
        "source",
        "subscription",
        "test",
        "tests",
        "user",
        "v1",
    };

    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _counts = [];
    private readonly HashSet<string> _public = new(Words, StringComparer.OrdinalIgnoreCase);
    private Regex? _pattern;

    /// <summary>Says that a word is everybody's, such as a model's name.</summary>
    public void Spare(string word) => _public.Add(word);

    /// <summary>The name to use for a name of this kind; a new one when it is met for the first time.</summary>
    public string Learn(string kind, string name)
    {
        if (!_names.TryGetValue(name, out var other))
        {
            _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            _names[name] = other = $"{kind}{_counts[kind]}";
            _pattern = Pattern();
        }

        return Cased(name, other);
    }

    /// <summary>True for a word that is everybody's.</summary>
    public bool IsPublic(string word) => _public.Contains(word);

    /// <summary>The other name of what is a name as a whole; null when it is not known.</summary>
    public string? Whole(string text) => _names.TryGetValue(text, out var other) ? Cased(text, other) : null;

    /// <summary>The text with every known name in it replaced.</summary>
    public string Replace(string text) => _pattern?.Replace(text, match => Cased(match.Value, _names[match.Value])) ?? text;

    // The longest first, in one pass: what was put in is not looked at again.
    private Regex Pattern()
    {
        var names = _names
            .Keys.OrderByDescending(name => name.Length)
            .ToLookup(name => name.Length > 2 && !_public.Contains(name), Regex.Escape);
        return new Regex(
            $@"(?<![A-Za-z0-9])(?:{Any(names[true])})(?![A-Za-z0-9])"
                + $@"|(?<=/(?:resourcegroups|service|accounts|deployments|apis|products)/|://)(?:{Any(names[false])})(?=\z|[/?.\s\]""'])",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5)
        );
    }

    private static string Any(IEnumerable<string> names) => string.Join('|', names.DefaultIfEmpty("(?!)"));

    private string Cased(string found, string other)
    {
        var name = _names.Keys.First(known => string.Equals(known, found, StringComparison.OrdinalIgnoreCase));
        if (found == name)
        {
            return other;
        }

        return found.Any(char.IsLower) ? $"{char.ToUpperInvariant(other[0])}{other[1..]}" : other.ToUpperInvariant();
    }
}
