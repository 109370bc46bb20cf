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

    /// <summary>Specifications of source <c>OpenApi</c>, by location.</summary>
    public IReadOnlyDictionary<string, GivenSpecification> Specifications { get; init; } = new Dictionary<string, GivenSpecification>();
}
