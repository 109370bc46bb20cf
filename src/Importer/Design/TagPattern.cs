namespace Importer.Design;

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
        return tags
            .OrderBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase)
            .Where(tag => Globs.Match(name, tag.Key) && Globs.Match(value, tag.Value ?? ""))
            .Select(tag => $"{tag.Key}={tag.Value}")
            .FirstOrDefault();
    }
}
