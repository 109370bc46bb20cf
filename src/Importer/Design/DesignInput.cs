using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Design;

/// <summary>Everything a design is made from.</summary>
public sealed record DesignInput
{
    /// <summary>Accounts and deployments.</summary>
    public required Inventory Inventory { get; init; }

    /// <summary>The settings.</summary>
    public required ImporterSettings Settings { get; init; }

    /// <summary>The API Management service; its tier decides which policies it takes.</summary>
    public required ServiceInfo Service { get; init; }

    /// <summary>The APIs that the service holds, as listed: some may have been adopted or detached.</summary>
    public IReadOnlyList<Api> Apis { get; init; } = [];

    /// <summary>What people keep in the service, as far as <see cref="Needs"/> asked for it; null when it was not looked at, and is taken to be there.</summary>
    public GatewayHoldings? Holdings { get; init; }

    /// <summary>Fingerprints of account keys, by account; one that is not here is not compared.</summary>
    public IReadOnlyDictionary<ResourceId, string> KeyPrints { get; init; } = new Dictionary<ResourceId, string>();

    /// <summary>Why the keys of some accounts could not be read, by account.</summary>
    public IReadOnlyDictionary<ResourceId, string> UnreadKeys { get; init; } = new Dictionary<ResourceId, string>();

    /// <summary>Specifications of source <c>OpenApi</c>, by location.</summary>
    public IReadOnlyDictionary<string, GivenSpecification> Specifications { get; init; } = new Dictionary<string, GivenSpecification>();
}
