using Importer.Resources;

namespace Importer.Deployments;

/// <summary>Where accounts and deployments are read from. Reading never changes anything.</summary>
public interface IDeploymentSource
{
    /// <summary>
    /// Reads every account below <paramref name="scopes"/> with its deployments; a deployment's id stands for its account.
    /// A scope that cannot be read is listed in <see cref="Inventory.Unread"/>; only cancellation throws.
    /// </summary>
    Task<Inventory> ReadAsync(IReadOnlyList<ResourceId> scopes, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the accounts below <paramref name="scopes"/> without their deployments: one call a scope. A scope that cannot be
    /// read is listed in <see cref="Inventory.Unread"/>.
    /// </summary>
    Task<Inventory> ListAccountsAsync(IReadOnlyList<ResourceId> scopes, CancellationToken cancellationToken);

    /// <summary>The account's first API key, for an API that authenticates with one; held in memory only.</summary>
    Task<string> ReadKeyAsync(ResourceId account, CancellationToken cancellationToken);
}
