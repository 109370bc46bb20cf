namespace Importer.Configuration;

/// <summary>
/// Changes some fields of the profile for the deployments it matches. For each field the first matching rule that sets it wins.
/// </summary>
public sealed record ProfileRule
{
    /// <summary>What it matches.</summary>
    public required RuleMatch Match { get; init; }

    /// <summary>False leaves the matched deployments out; null says nothing.</summary>
    public bool? Import { get; init; }

    /// <summary>
    /// The fields it sets, by their path in the settings (such as <c>Policies.TokenLimit</c>), each with how it changes a profile.
    /// </summary>
    public IReadOnlyDictionary<string, Func<ApiProfile, ApiProfile>> Fields { get; init; } =
        new Dictionary<string, Func<ApiProfile, ApiProfile>>();
}

/// <summary>Globs (<c>*</c> and <c>?</c>, case ignored) that a deployment must match; a null one matches everything.</summary>
public sealed record RuleMatch
{
    /// <summary>The account's name.</summary>
    public string? Account { get; init; }

    /// <summary>The deployment's name.</summary>
    public string? Deployment { get; init; }

    /// <summary>The model's format, such as <c>OpenAI</c>.</summary>
    public string? ModelFormat { get; init; }

    /// <summary>The model's name.</summary>
    public string? ModelName { get; init; }

    /// <summary>A tag of the deployment or its account, as <c>name=value</c>.</summary>
    public string? Tag { get; init; }
}

/// <summary>Finds a tag by <c>name=value</c>, both sides globs; a name alone means any value.</summary>
public static class TagPattern
{
    /// <summary>The first tag that fits, as <c>name=value</c>; null when none does.</summary>
    public static string? Find(string pattern, IReadOnlyDictionary<string, string> tags)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(tags);
        var equals = pattern.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (pattern, "*") : (pattern[..equals], pattern[(equals + 1)..]);
        return tags.OrderBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase)
            .Where(tag => Globs.Match(name, tag.Key) && Globs.Match(value, tag.Value ?? ""))
            .Select(tag => $"{tag.Key}={tag.Value}")
            .FirstOrDefault();
    }
}
