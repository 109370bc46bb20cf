using Importer.Gateway;

namespace Importer.Apim;

/// <summary>Which service, and how to get through it.</summary>
public sealed record ApimGatewaySettings
{
    /// <summary>The API Management service.</summary>
    public required ResourceId ServiceId { get; init; }

    /// <summary>The API Management subscription whose key opens the APIs under test.</summary>
    public required string Subscription { get; init; }

    /// <summary>The key that binds ownership marks to their resources; asked for once.</summary>
    public required Func<CancellationToken, Task<OwnershipKey>> ReadOwnershipKey { get; init; }

    /// <summary>Reads an account's key, at the moment it is written into a named value.</summary>
    public required Func<ResourceId, CancellationToken, Task<string>> ReadKey { get; init; }
}
