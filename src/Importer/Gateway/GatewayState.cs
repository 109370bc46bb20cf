namespace Importer.Gateway;

/// <summary>What the gateway holds, as far as a plan needs to know.</summary>
public sealed record GatewayState
{
    private (IReadOnlyDictionary<ResourceKey, Observed> Of, ILookup<string, Observed> Apis)? _byPath;

    /// <summary>The service.</summary>
    public required ServiceInfo Service { get; init; }

    /// <summary>Every API and backend, and of the APIs that matter their operations, policy and links.</summary>
    public required IReadOnlyDictionary<ResourceKey, Observed> Resources { get; init; }

    /// <summary>The ids of the products that exist; read only when a link to one is wanted.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>What this importer does not manage and may use a backend or named value that leaves; read only when one may.</summary>
    public IReadOnlyList<OutsideUser> OutsideUsers { get; init; } = [];

    /// <summary>The resource under <paramref name="key"/>, or null.</summary>
    public Observed? Find(ResourceKey key) => Resources.GetValueOrDefault(key);

    /// <summary>The APIs on a path, revisions that are not the current one left out; slashes at its ends and case do not count.</summary>
    public IEnumerable<Observed> ApisAt(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        // Kept with what it was made from: a copy of this record may hold other resources.
        if (_byPath is not { } known || !ReferenceEquals(known.Of, Resources))
        {
            known = (Resources, OfType<Api>().Where(found => found.Resource is Api { IsCurrent: true }).ToLookup(found => ((Api)found.Resource).Path.Trim('/'), StringComparer.OrdinalIgnoreCase));
            _byPath = known;
        }

        return known.Apis[path.Trim('/')];
    }

    /// <summary>The resources of one kind.</summary>
    public IEnumerable<Observed> OfType<T>()
        where T : GatewayResource => Resources.Values.Where(observed => observed.Resource is T);
}
