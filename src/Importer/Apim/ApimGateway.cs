using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Arm;
using Importer.Gateway;
using Importer.Resources;
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
    private readonly ServicePrerequisitesReader _holdings;
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
    public Task<ILookup<string, string>> ListSubscriptionsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken) =>
        ReadingAsync(_extras.SubscriptionsAsync(apis, cancellationToken));

    /// <inheritdoc/>
    public Task<ApiExtras> ReadExtrasAsync(Api api, string? policy, CancellationToken cancellationToken) =>
        ReadingAsync(_extras.ReadAsync(api, policy, cancellationToken));

    /// <inheritdoc/>
    public Task<GatewayState> ReadAsync(GatewayQuery query, CancellationToken cancellationToken) =>
        ReadingAsync(_reader.ReadAsync(query, cancellationToken));

    /// <inheritdoc/>
    public Task<ServicePrerequisites> ReadPrerequisitesAsync(RequiredPrerequisites needs, CancellationToken cancellationToken) =>
        ReadingAsync(_holdings.ReadAsync(needs, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Observed>> ListApisAsync(ServiceInfo service, CancellationToken cancellationToken) =>
        ReadingAsync(_reader.ListApisAsync(service, cancellationToken));

    /// <inheritdoc/>
    public Task<string?> ReadOperationPolicyAsync(string api, string operation, CancellationToken cancellationToken) =>
        ReadingAsync(_holdings.OperationPolicyAsync(api, operation, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, int>> CountOperationsAsync(IReadOnlyList<string> apis, CancellationToken cancellationToken) =>
        ReadingAsync(_holdings.CountOperationsAsync(apis, cancellationToken));

    /// <inheritdoc/>
    public Task<bool> IsThereAsync(ResourceKey key, CancellationToken cancellationToken) =>
        ReadingAsync(_reader.IsThereAsync(key, cancellationToken));

    /// <inheritdoc/>
    public Task<Observed?> FindAsync(ResourceKey key, CancellationToken cancellationToken) =>
        ReadingAsync(_reader.FindAsync(key, cancellationToken));

    /// <inheritdoc/>
    public Task<WriteFailure?> PutAsync(GatewayResource resource, string? etag, CancellationToken cancellationToken) =>
        _writer.PutAsync(resource, etag, cancellationToken);

    /// <inheritdoc/>
    public Task<WriteFailure?> DeleteAsync(ResourceKey key, string? etag, CancellationToken cancellationToken) =>
        _writer.DeleteAsync(key, etag, cancellationToken);

    /// <inheritdoc/>
    public Task<GatewayAccess> OpenAsync(CancellationToken cancellationToken) => ReadingAsync(_access.OpenAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<GatewayAccess> ReopenAsync(GatewayAccess refused, CancellationToken cancellationToken) =>
        ReadingAsync(_access.ReopenAsync(refused, cancellationToken));

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

/// <summary>The way in for test calls: the gateway's address and a subscription's key, kept in memory for a few minutes.</summary>
internal sealed class ApimAccess(ArmClient arm, ApimReader reader, ApimGatewaySettings settings, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    // Many test calls that are refused at once are one question.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private GatewayAccess? _access;
    private DateTimeOffset _readAt;

    public Task<GatewayAccess> OpenAsync(CancellationToken cancellationToken) => OpenAsync(_ => Kept, cancellationToken);

    /// <summary>The access as it is now, when <paramref name="refused"/> may have been read before its key was rotated.</summary>
    public Task<GatewayAccess> ReopenAsync(GatewayAccess refused, CancellationToken cancellationToken) =>
        OpenAsync(known => known.SubscriptionKey == refused.SubscriptionKey ? Fresh : Kept, cancellationToken);

    public void Dispose() => _gate.Dispose();

    private async Task<GatewayAccess> OpenAsync(Func<GatewayAccess, TimeSpan> keeps, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_access is null || _readAt + keeps(_access) <= clock.GetUtcNow())
            {
                var readAt = clock.GetUtcNow();
                _access = await ReadAsync(cancellationToken);
                _readAt = readAt;
            }

            return _access;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<GatewayAccess> ReadAsync(CancellationToken cancellationToken)
    {
        var service = await reader.KnownServiceAsync(cancellationToken);
        var secrets = await SecretsAsync(cancellationToken);
        return new()
        {
            Url = service.GatewayUrl,
            SubscriptionKey = secrets.Body.Text("primaryKey") is { Length: > 0 } key
                ? key
                : throw new GatewayUnreadableException(
                    $"API Management subscription {settings.Subscription} was answered without a key.",
                    mayPass: true
                ),
        };
    }

    private async Task<ArmResponse> SecretsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await arm.PostAsync(
                new ApimPaths(settings.ServiceId).ListSecrets(settings.Subscription),
                ApimPaths.ApiVersion,
                cancellationToken
            );
        }
        catch (ArmException refusal) when (refusal.Kind == ArmErrorKind.Gone)
        {
            throw new GatewayUnreadableException(
                $"API Management subscription {settings.Subscription} not found: make it, or check Importer:Health:Subscription. {refusal.Message}",
                mayPass: false,
                refusal
            );
        }
    }
}

/// <summary>Which service, and how to get through it.</summary>
public sealed record ApimGatewaySettings
{
    /// <summary>The API Management service.</summary>
    public required ResourceId ServiceId { get; init; }

    /// <summary>The API Management subscription whose key opens the APIs under test.</summary>
    public required string Subscription { get; init; }

    /// <summary>The key that binds ownership tags to their resources; asked for once.</summary>
    public required Func<CancellationToken, Task<OwnershipKey>> ReadOwnershipKey { get; init; }

    /// <summary>Reads an account's key, at the moment it is written into a named value.</summary>
    public required Func<ResourceId, CancellationToken, Task<string>> ReadKey { get; init; }
}

/// <summary>Gives the service an identity of its own without taking away those that it was given.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/api-management-howto-use-managed-service-identity</remarks>
internal static class ApimIdentity
{
    /// <summary>The change that adds a system-assigned identity to <paramref name="service"/>.</summary>
    public static JsonObject WithSystemAssigned(JsonElement service)
    {
        var given = service.At("identity", "userAssignedIdentities") is { ValueKind: JsonValueKind.Object } identities
            ? identities.EnumerateObject().Select(identity => identity.Name).ToList()
            : [];
        var identity = new JsonObject { ["type"] = given.Count > 0 ? "SystemAssigned, UserAssigned" : "SystemAssigned" };
        if (given.Count > 0)
        {
            identity["userAssignedIdentities"] = new JsonObject(given.Select(id => KeyValuePair.Create(id, (JsonNode?)new JsonObject())));
        }

        return new() { ["identity"] = identity };
    }
}
