using Importer.Gateway;

namespace Importer.Planning;

/// <summary>One change to make.</summary>
public sealed record PlannedStep
{
    /// <summary>Create, update or delete.</summary>
    public required ChangeKind Change { get; init; }

    /// <summary>What is to be there; for a deletion, what is there.</summary>
    public required GatewayResource Resource { get; init; }

    /// <summary>The version the plan was made against; null for a creation.</summary>
    public string? ETag { get; init; }

    /// <summary>Which fields differ.</summary>
    public IReadOnlyList<FieldDifference> Differences { get; init; } = [];

    /// <summary>When what is there was last changed, where Resource Manager tells.</summary>
    public LastChange? LastChange { get; init; }

    /// <summary>Steps that must be done before, by key.</summary>
    public IReadOnlyList<ResourceKey> After { get; init; } = [];

    /// <summary>True for the withdrawal of an API that an earlier run announced and whose time has come.</summary>
    public bool IsAnnounced { get; init; }

    /// <summary>What names the resource.</summary>
    public ResourceKey Key => Resource.Key;
}
