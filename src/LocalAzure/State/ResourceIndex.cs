namespace LocalAzure.State;

/// <summary>Ids under a key, in order; keys and ids ignore case. The store's lock guards it.</summary>
internal sealed class ResourceIndex
{
    private readonly Dictionary<string, SortedSet<string>> _ids = new(StringComparer.OrdinalIgnoreCase);

    public void Add(string key, string id)
    {
        if (!_ids.TryGetValue(key, out var ids))
        {
            _ids[key] = ids = new(StringComparer.OrdinalIgnoreCase);
        }

        ids.Add(id);
    }

    public void Remove(string key, string id)
    {
        if (_ids.TryGetValue(key, out var ids) && ids.Remove(id) && ids.Count == 0)
        {
            _ids.Remove(key);
        }
    }

    /// <summary>A copy, so that the caller may change the index while it reads.</summary>
    public string[] Read(string key) => _ids.TryGetValue(key, out var ids) ? [.. ids] : [];
}
