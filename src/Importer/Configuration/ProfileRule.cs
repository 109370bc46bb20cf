namespace Importer.Configuration;

/// <summary>
/// Changes some fields of the profile for the deployments it matches. For each field the first matching rule that sets it wins.
/// </summary>
public sealed record ProfileRule
{
    [Setting(RuleMatch.Text, MinCount = 1)]
    public required RuleMatch Match { get; init; }

    /// <summary>
    /// The fields it sets, by their path in the settings (such as <c>Policies.TokenLimit</c>), each with how it changes a profile.
    /// </summary>
    [SettingsOf(typeof(ApiProfile))]
    public IReadOnlyDictionary<string, Func<ApiProfile, ApiProfile>> Fields { get; init; } =
        new Dictionary<string, Func<ApiProfile, ApiProfile>>();

    [Setting("false leaves out what the rule matches; true keeps it in against later rules.")]
    public bool? Import { get; init; }
}

/// <summary>Globs (<c>*</c> and <c>?</c>, case ignored) that a deployment must match; a null one matches everything.</summary>
public sealed record RuleMatch
{
    internal const string Text = "Globs (* for any text, ? for one character, case ignored); all that are given must fit.";

    [Setting("The account's name.", Pattern = SettingForms.Glob)]
    public string? Account { get; init; }

    [Setting("The deployment's name.", Pattern = SettingForms.Glob)]
    public string? Deployment { get; init; }

    [Setting("Who made the model, such as OpenAI or Meta.", Pattern = SettingForms.Glob, Example = "OpenAI")]
    public string? ModelFormat { get; init; }

    [Setting("The model's name, such as gpt-4o*.", Pattern = SettingForms.Glob, Example = "gpt-4o*")]
    public string? ModelName { get; init; }

    [Setting(
        "A tag of the deployment or its account, as name=value; both sides are globs.",
        Pattern = SettingForms.Tag,
        Example = "environment=sandbox"
    )]
    public string? Tag { get; init; }
}

/// <summary>Finds a tag by <c>name=value</c>, both sides globs; a name alone means any value.</summary>
internal static class TagPattern
{
    /// <summary>The first tag that fits, as <c>name=value</c>; null when none does.</summary>
    public static string? Find(string pattern, IReadOnlyDictionary<string, string> tags)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(tags);
        if (tags.Count == 0)
        {
            return null;
        }

        var equals = pattern.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (pattern, "*") : (pattern[..equals], pattern[(equals + 1)..]);
        return tags.OrderBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase)
            .Where(tag => Globs.Match(name, tag.Key) && Globs.Match(value, tag.Value ?? ""))
            .Select(tag => $"{tag.Key}={tag.Value}")
            .FirstOrDefault();
    }
}

/// <summary>Patterns as in a shell: <c>*</c> stands for any text, <c>?</c> for any one character; case is ignored.</summary>
internal static class Globs
{
    /// <summary>
    /// True when the whole of <paramref name="text"/> fits <paramref name="pattern"/>. Takes time linear in text times stars, so no pattern
    /// can hang a run.
    /// </summary>
    public static bool Match(string pattern, string text)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(text);
        var (at, position, star, resume) = (0, 0, -1, 0);
        while (position < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, resume) = (at, position);
                at++;
            }
            else if (at < pattern.Length && Fits(pattern[at], text[position]))
            {
                at++;
                position++;
            }
            else if (star >= 0)
            {
                // Let the last star take one character more and try again from there.
                resume++;
                (at, position) = (star + 1, resume);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(at).Trim('*').IsEmpty;
    }

    private static bool Fits(char wanted, char given) => wanted == '?' || char.ToUpperInvariant(wanted) == char.ToUpperInvariant(given);
}
