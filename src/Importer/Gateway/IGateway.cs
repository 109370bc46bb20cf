namespace Importer.Gateway;

/// <summary>The API Management service: read it, change one thing in it, get through it.</summary>
public interface IGateway
{
    /// <summary>Reads the service itself; throws <see cref="GatewayUnreadableException"/> when that is not possible.</summary>
    Task<ServiceInfo> ReadServiceAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads what a design needs to know beforehand, and nothing else; throws <see cref="GatewayUnreadableException"/> when that is not
    /// possible.
    /// </summary>
    Task<ServicePrerequisites> ReadPrerequisitesAsync(RequiredPrerequisites needs, CancellationToken cancellationToken);

    /// <summary>
    /// Lists every API with its revisions, without operations; throws <see cref="GatewayUnreadableException"/> when that is not
    /// possible. A <paramref name="service"/> that is not ready and does not answer has none.
    /// </summary>
    Task<IReadOnlyList<Observed>> ListApisAsync(ServiceInfo service, CancellationToken cancellationToken);

    /// <summary>
    /// The policy of one operation, as XML; null when it has none of its own. Throws <see cref="GatewayUnreadableException"/> when that
    /// cannot be read.
    /// </summary>
    Task<string?> ReadOperationPolicyAsync(string api, string operation, CancellationToken cancellationToken);

    /// <summary>
    /// How many operations each of these APIs has, by id; throws <see cref="GatewayUnreadableException"/> when that cannot be read.
    /// </summary>
    Task<IReadOnlyDictionary<string, int>> CountOperationsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken);

    /// <summary>
    /// The subscriptions that open one of these APIs and nothing else, by API: their keys go with it. Throws
    /// <see cref="GatewayUnreadableException"/> when that cannot be read.
    /// </summary>
    Task<ILookup<string, string>> ListSubscriptionsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken);

    /// <summary>
    /// What hangs on an API beside what every run reads of it; throws <see cref="GatewayUnreadableException"/> when that cannot be read.
    /// </summary>
    /// <param name="api">The API with its operations.</param>
    /// <param name="policy">The API's policy document; null when it has none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ApiExtras> ReadExtrasAsync(Api api, string? policy, CancellationToken cancellationToken);

    /// <summary>
    /// Reads what <paramref name="query"/> asks for; throws <see cref="GatewayUnreadableException"/> when that is not possible.
    /// </summary>
    Task<GatewayState> ReadAsync(GatewayQuery query, CancellationToken cancellationToken);

    /// <summary>Whether the resource is there now; throws <see cref="GatewayUnreadableException"/> when that cannot be read.</summary>
    Task<bool> IsThereAsync(ResourceKey key, CancellationToken cancellationToken);

    /// <summary>
    /// One resource as it is now, in one call, its ownership tag checked; null when there is none. Throws
    /// <see cref="GatewayUnreadableException"/> when that cannot be read.
    /// </summary>
    Task<Observed?> FindAsync(ResourceKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Creates or replaces a resource and waits for the real result. With an <paramref name="etag"/> only if the resource is
    /// still that one; without, only if there is none, as far as the service looks (a resource that is there already and equal
    /// counts as success).
    /// </summary>
    /// <returns>Null when it is done.</returns>
    Task<WriteFailure?> PutAsync(GatewayResource resource, string? etag, CancellationToken cancellationToken);

    /// <summary>Deletes a resource; one that is already gone counts as success.</summary>
    /// <returns>Null when it is done.</returns>
    Task<WriteFailure?> DeleteAsync(ResourceKey key, string? etag, CancellationToken cancellationToken);

    /// <summary>What a test call needs; throws <see cref="GatewayUnreadableException"/> when it cannot be had.</summary>
    Task<GatewayAccess> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What a test call needs, read afresh when it was <paramref name="refused"/>: a key may have been rotated. Throws <see
    /// cref="GatewayUnreadableException"/> when it cannot be had.
    /// </summary>
    Task<GatewayAccess> ReopenAsync(GatewayAccess refused, CancellationToken cancellationToken);
}

/// <summary>The gateway could not be read, so nothing can be planned.</summary>
/// <param name="reason">A sentence for the report.</param>
/// <param name="mayPass">True when trying again later may help.</param>
/// <param name="inner">What went wrong underneath, if anything did.</param>
public sealed class GatewayUnreadableException(string reason, bool mayPass, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>True when trying again later may help.</summary>
    public bool MayPass { get; } = mayPass;
}

/// <summary>What came of a step.</summary>
public enum StepOutcome
{
    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>It would be carried out.</summary>
    Planned,

    /// <summary>It was tried and did not succeed.</summary>
    Failed,

    /// <summary>It was not tried, because what it needs is not there.</summary>
    HeldBack,
}

/// <summary>Why a write did not happen.</summary>
/// <param name="Kind">What to do about it.</param>
/// <param name="Reason">A sentence for the report: the service's own words with its code.</param>
public sealed record WriteFailure(WriteFailureKind Kind, string Reason);

/// <summary>What to do about a write that did not happen.</summary>
public enum WriteFailureKind
{
    /// <summary>The service refuses it for good: tell people.</summary>
    Permanent,

    /// <summary>Somebody changed the resource meanwhile: read and plan again.</summary>
    Changed,

    /// <summary>The service is busy, throttled or away: try the run again later.</summary>
    Later,

    /// <summary>
    /// The service does not let a backend or named value go, because something uses it: it stays, and a later run asks again.
    /// </summary>
    InUse,
}
