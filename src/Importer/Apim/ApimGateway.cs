using Importer.Arm;
using Importer.Gateway;
using Microsoft.Extensions.Logging;

namespace Importer.Apim;

/// <summary>An API Management service, read and written through Resource Manager.</summary>
/// <remarks>Source: https://learn.microsoft.com/rest/api/apimanagement/ (2024-05-01)</remarks>
public sealed class ApimGateway : IGateway, IDisposable
{
    private readonly ResourceId _service;
    private readonly ApimReader _reader;
    private readonly ApimWriter _writer;
    private readonly ApimAccess _access;
    private readonly ApimHoldings _holdings;
    private readonly ApimExtras _extras;

    /// <summary>The service that <paramref name="settings"/> name.</summary>
    /// <param name="arm">Resource Manager.</param>
    /// <param name="settings">Which service, and how to get through it.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Where readings that failed are told.</param>
    public ApimGateway(ArmClient arm, ApimGatewaySettings settings, TimeProvider clock, ILogger<ApimGateway> logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _service = settings.ServiceId;
        var paths = new ApimPaths(_service);
        _reader = new(arm, paths, new ApimRoles(arm, logger), new ApimUsers(arm, paths), settings);
        _writer = new(arm, _reader, settings, clock);
        _holdings = new(arm, paths, clock);
        _extras = new(arm, paths, _reader);
        _access = new(arm, _reader, settings, clock);
    }

    /// <inheritdoc/>
    public Task<ServiceInfo> ReadServiceAsync(CancellationToken cancellationToken) => ReadingAsync(_reader.ServiceAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<ILookup<string, string>> ListSubscriptionsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken) => ReadingAsync(_extras.SubscriptionsAsync(apis, cancellationToken));

    /// <inheritdoc/>
    public Task<ApiExtras> ReadExtrasAsync(Api api, string? policy, CancellationToken cancellationToken) => ReadingAsync(_extras.ReadAsync(api, policy, cancellationToken));

    /// <inheritdoc/>
    public Task<GatewayState> ReadAsync(GatewayQuery query, CancellationToken cancellationToken) => ReadingAsync(_reader.ReadAsync(query, cancellationToken));

    /// <inheritdoc/>
    public Task<GatewayHoldings> ReadHoldingsAsync(GatewayNeeds needs, CancellationToken cancellationToken) => ReadingAsync(_holdings.ReadAsync(needs, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Observed>> ListApisAsync(ServiceInfo service, CancellationToken cancellationToken) => ReadingAsync(_reader.ListApisAsync(service, cancellationToken));

    /// <inheritdoc/>
    public Task<string?> ReadOperationPolicyAsync(string api, string operation, CancellationToken cancellationToken) => ReadingAsync(_holdings.OperationPolicyAsync(api, operation, cancellationToken));

    /// <inheritdoc/>
    public Task<int> CountOperationsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken) => ReadingAsync(_holdings.CountOperationsAsync(apis, cancellationToken));

    /// <inheritdoc/>
    public Task<WriteFailure?> PutAsync(GatewayResource resource, string? etag, CancellationToken cancellationToken) =>
        _writer.PutAsync(resource, etag, cancellationToken);

    /// <inheritdoc/>
    public Task<WriteFailure?> DeleteAsync(ResourceKey key, string? etag, CancellationToken cancellationToken) =>
        _writer.DeleteAsync(key, etag, cancellationToken);

    /// <inheritdoc/>
    public Task<GatewayAccess> OpenAsync(CancellationToken cancellationToken) => ReadingAsync(_access.OpenAsync(cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _access.Dispose();

    private async Task<T> ReadingAsync<T>(Task<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (ArmException refusal)
        {
            throw ApimFailures.OfReading(_service, refusal);
        }
    }
}
