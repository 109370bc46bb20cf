namespace LocalAzure.Gateway;

/// <summary>The query of a request, in its order and with its escapes kept.</summary>
internal sealed class QueryBag(string query)
{
    private readonly List<KeyValuePair<string, string?>> _parts =
    [
        .. query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Split),
    ];

    public IEnumerable<string> Names => _parts.Select(part => part.Key).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The values joined by commas, unescaped; null when the parameter is absent.</summary>
    public string? Get(string name)
    {
        var values = _parts
            .Where(part => Same(part, name))
            .Select(part => Uri.UnescapeDataString((part.Value ?? string.Empty).Replace('+', ' ')))
            .ToList();
        return values.Count == 0 ? null : string.Join(",", values);
    }

    public void Set(string name, IEnumerable<string> values)
    {
        Remove(name);
        Append(name, values);
    }

    public void Append(string name, IEnumerable<string> values) =>
        _parts.AddRange(values.Select(value => KeyValuePair.Create(name, (string?)Uri.EscapeDataString(value))));

    public void Remove(string name) => _parts.RemoveAll(part => Same(part, name));

    /// <summary>With the question mark; empty when there is nothing.</summary>
    public override string ToString() =>
        _parts.Count == 0
            ? string.Empty
            : "?" + string.Join('&', _parts.Select(part => part.Value is null ? part.Key : $"{part.Key}={part.Value}"));

    private static KeyValuePair<string, string?> Split(string part)
    {
        var at = part.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? new(Uri.UnescapeDataString(part), null) : new(Uri.UnescapeDataString(part[..at]), part[(at + 1)..]);
    }

    private static bool Same(KeyValuePair<string, string?> part, string name) =>
        string.Equals(part.Key, name, StringComparison.OrdinalIgnoreCase);
}
