namespace Importer.Gateway;

/// <summary>A resource as the gateway holds it.</summary>
/// <param name="Resource">What it is.</param>
/// <param name="ETag">The tag that a conditional write names; null where the service gives none.</param>
/// <param name="Mark">Our mark, or null when it is not ours. A policy or link is its API's.</param>
public sealed record Observed(GatewayResource Resource, string? ETag, OwnershipMark? Mark)
{
    /// <summary>A mark that stands on it and does not verify; null when there is none.</summary>
    public UnprovenMark? Unproven { get; init; }

    /// <summary>When it was last changed, where Resource Manager tells.</summary>
    public LastChange? LastChange { get; init; }
}
