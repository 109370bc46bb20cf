using Importer.Arm;
using Importer.Gateway;

namespace Importer.Apim;

/// <summary>The way in for test calls: the gateway's address and a subscription's key, kept in memory for a few minutes.</summary>
internal sealed class ApimAccess(ArmClient arm, ApimReader reader, ApimGatewaySettings settings, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private GatewayAccess? _access;
    private DateTimeOffset _until;

    public async Task<GatewayAccess> OpenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_access is null || _until <= clock.GetUtcNow())
            {
                _access = await ReadAsync(cancellationToken);
                _until = clock.GetUtcNow() + Kept;
            }

            return _access;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<GatewayAccess> ReadAsync(CancellationToken cancellationToken)
    {
        var service = await reader.KnownServiceAsync(cancellationToken);
        var secrets = await SecretsAsync(cancellationToken);
        return new()
        {
            Url = service.GatewayUrl,
            SubscriptionKey = secrets.Body.Text("primaryKey") is { Length: > 0 } key
                ? key
                : throw new GatewayUnreadableException($"API Management subscription {settings.Subscription} was answered without a key.", mayPass: true),
        };
    }

    private async Task<ArmResponse> SecretsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await arm.PostAsync(new ApimPaths(settings.ServiceId).ListSecrets(settings.Subscription), ApimPaths.ApiVersion, cancellationToken);
        }
        catch (ArmException refusal) when (refusal.Kind == ArmErrorKind.Gone)
        {
            throw new GatewayUnreadableException(
                $"API Management subscription {settings.Subscription} not found: make it, or check Importer:Health:Subscription. {refusal.Message}", mayPass: false, refusal);
        }
    }
}
