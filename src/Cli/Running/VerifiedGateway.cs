using Importer.Gateway;

namespace Cli.Running;

/// <summary>
/// The gateway where the key of ownership tags is not known: as soon as something carries an ownership tag nothing can be said, for every
/// ownership tag would
/// look like a stranger's.
/// </summary>
/// <param name="inner">The gateway.</param>
/// <param name="why">Why the key is not known; null when it is, or when none was ever made.</param>
internal sealed class VerifiedGateway(IGateway inner, string? why) : IGateway
{
    private const int Shown = 5;

    public Task<ServiceInfo> ReadServiceAsync(CancellationToken cancellationToken) => inner.ReadServiceAsync(cancellationToken);

    public async Task<IReadOnlyList<Observed>> ListApisAsync(ServiceInfo service, CancellationToken cancellationToken) =>
        Checked(await inner.ListApisAsync(service, cancellationToken), found => found);

    public async Task<GatewayState> ReadAsync(GatewayQuery query, CancellationToken cancellationToken) =>
        Checked(await inner.ReadAsync(query, cancellationToken), state => state.Resources.Values);

    public Task<ServicePrerequisites> ReadPrerequisitesAsync(RequiredPrerequisites needs, CancellationToken cancellationToken) =>
        inner.ReadPrerequisitesAsync(needs, cancellationToken);

    public Task<string?> ReadOperationPolicyAsync(string api, string operation, CancellationToken cancellationToken) =>
        inner.ReadOperationPolicyAsync(api, operation, cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> CountOperationsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken) =>
        inner.CountOperationsAsync(apis, cancellationToken);

    public Task<ILookup<string, string>> ListSubscriptionsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken) =>
        inner.ListSubscriptionsAsync(apis, cancellationToken);

    public Task<ApiExtras> ReadExtrasAsync(Api api, string? policy, CancellationToken cancellationToken) =>
        inner.ReadExtrasAsync(api, policy, cancellationToken);

    public Task<WriteFailure?> PutAsync(GatewayResource resource, string? etag, CancellationToken cancellationToken) =>
        inner.PutAsync(resource, etag, cancellationToken);

    public Task<WriteFailure?> DeleteAsync(ResourceKey key, string? etag, CancellationToken cancellationToken) =>
        inner.DeleteAsync(key, etag, cancellationToken);

    public Task<GatewayAccess> OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public Task<GatewayAccess> ReopenAsync(GatewayAccess refused, CancellationToken cancellationToken) =>
        inner.ReopenAsync(refused, cancellationToken);

    public Task<bool> IsThereAsync(ResourceKey key, CancellationToken cancellationToken) => inner.IsThereAsync(key, cancellationToken);

    public async Task<Observed?> FindAsync(ResourceKey key, CancellationToken cancellationToken) =>
        Checked(await inner.FindAsync(key, cancellationToken), found => found is null ? [] : [found]);

    private T Checked<T>(T read, Func<T, IEnumerable<Observed>> found)
    {
        if (why is null)
        {
            return read;
        }

        var tagged = found(read)
            .Where(one => one.Unproven is not null && one.Resource is not Api { IsCurrent: false })
            .Select(one => one.Resource.Key)
            .Order(Comparer<ResourceKey>.Create((one, other) => string.CompareOrdinal(one.ToString(), other.ToString())))
            .ToList();
        return tagged.Count == 0
            ? read
            : throw new GatewayUnreadableException(
                $"ownership cannot be verified: {tagged.Count} resource(s) carry tags of an importer ({string.Join(", ", tagged.Take(Shown))}{(tagged.Count > Shown ? ", …" : "")}), and the key that they are checked with is not known here, because {why}. Give that importer's report store by --store <container's address>, or its Ownership.Key as Importer__Ownership__Key where its settings give one",
                mayPass: false
            );
    }
}
