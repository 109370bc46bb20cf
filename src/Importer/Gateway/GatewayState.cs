namespace Importer.Gateway;

/// <summary>What the gateway holds, as far as a plan needs to know.</summary>
public sealed record GatewayState
{
    /// <summary>The service.</summary>
    public required ServiceInfo Service { get; init; }

    /// <summary>Every API and backend, and of the APIs that matter their operations, policy and links.</summary>
    public required IReadOnlyDictionary<ResourceKey, Observed> Resources { get; init; }

    /// <summary>The ids of the products that exist.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>The resource under <paramref name="key"/>, or null.</summary>
    public Observed? Find(ResourceKey key) => Resources.GetValueOrDefault(key);

    /// <summary>The resources of one kind.</summary>
    public IEnumerable<Observed> OfType<T>()
        where T : GatewayResource => Resources.Values.Where(observed => observed.Resource is T);
}
