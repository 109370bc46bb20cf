namespace Importer.Deployments;

/// <summary>An account and the deployments in it.</summary>
/// <param name="Account">The account.</param>
/// <param name="Deployments">Its deployments, by name.</param>
public sealed record AccountInventory(FoundryAccount Account, IReadOnlyList<ModelDeployment> Deployments);
