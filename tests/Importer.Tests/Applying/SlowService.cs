using System.Collections.Concurrent;
using Importer.Gateway;

namespace Importer.Tests.Applying;

/// <summary>A service whose update of itself ends when the test says so.</summary>
internal sealed class SlowService : IGateway
{
    private readonly TaskCompletionSource<WriteFailure?> _update = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The writes that have begun, in that order.</summary>
    public ConcurrentQueue<ResourceKey> Begun { get; } = new();

    public void EndUpdate(WriteFailure? how) => _update.SetResult(how);

    public Task<WriteFailure?> PutAsync(GatewayResource resource, string? etag, CancellationToken cancellationToken)
    {
        Begun.Enqueue(resource.Key);
        return resource is ServiceIdentity ? _update.Task : Task.FromResult<WriteFailure?>(null);
    }

    public Task<WriteFailure?> DeleteAsync(ResourceKey key, string? etag, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ServiceInfo> ReadServiceAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<GatewayState> ReadAsync(GatewayQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ServicePrerequisites> ReadPrerequisitesAsync(RequiredPrerequisites needs, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<Observed>> ListApisAsync(ServiceInfo service, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string?> ReadOperationPolicyAsync(string api, string operation, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, int>> CountOperationsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ILookup<string, string>> ListSubscriptionsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ApiExtras> ReadExtrasAsync(Api api, string? policy, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> IsThereAsync(ResourceKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Observed?> FindAsync(ResourceKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<GatewayAccess> ReopenAsync(GatewayAccess refused, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<GatewayAccess> OpenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
