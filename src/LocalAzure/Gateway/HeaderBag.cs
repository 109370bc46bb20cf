using System.Collections;

namespace LocalAzure.Gateway;

/// <summary>Headers of one message: names without case, several values each, in the order they came.</summary>
internal sealed class HeaderBag : IEnumerable<KeyValuePair<string, IReadOnlyList<string>>>
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The values joined by commas, as expressions see them; null when the header is absent.</summary>
    public string? Get(string name) => _values.TryGetValue(name, out var values) ? string.Join(",", values) : null;

    public void Set(string name, params IEnumerable<string> values) => _values[name] = [.. values];

    public void Append(string name, params IEnumerable<string> values)
    {
        if (_values.TryGetValue(name, out var present))
        {
            present.AddRange(values);
        }
        else
        {
            Set(name, values);
        }
    }

    public bool Remove(string name) => _values.Remove(name);

    public IEnumerator<KeyValuePair<string, IReadOnlyList<string>>> GetEnumerator() =>
        _values.Select(pair => KeyValuePair.Create(pair.Key, (IReadOnlyList<string>)pair.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
