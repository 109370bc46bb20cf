using Importer.Gateway;

namespace Importer.Design;

/// <summary>What the gateway should hold, and why.</summary>
public sealed record GatewayDesign
{
    /// <summary>The resources.</summary>
    public required IReadOnlyList<GatewayResource> Resources { get; init; }

    /// <summary>Which deployment is called through which API.</summary>
    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>What is left out.</summary>
    public required IReadOnlyList<SetAside> SetAside { get; init; }
}
