using Importer.Deployments;
using Importer.Resources;

namespace Smoke;

/// <summary>
/// The deployments of an account as if there were only the one under test, and after a word none: so the importer withdraws its API though
/// the deployment is somebody's and stays.
/// </summary>
internal sealed class OneDeployment(IDeploymentSource all, ResourceId deployment) : IDeploymentSource
{
    /// <summary>True when the deployment counts as deleted.</summary>
    public bool IsGone { get; set; }

    public async Task<Inventory> ReadAsync(IReadOnlyList<ResourceId> scopes, CancellationToken cancellationToken)
    {
        var inventory = await all.ReadAsync(scopes, cancellationToken);
        return inventory with
        {
            Accounts =
            [
                .. inventory.Accounts.Select(found =>
                    found with
                    {
                        Deployments = [.. found.Deployments.Where(one => !IsGone && one.Id == deployment)],
                    }
                ),
            ],
        };
    }

    public Task<Inventory> ListAccountsAsync(IReadOnlyList<ResourceId> scopes, CancellationToken cancellationToken) =>
        all.ListAccountsAsync(scopes, cancellationToken);

    public Task<string> ReadKeyAsync(ResourceId account, CancellationToken cancellationToken) =>
        all.ReadKeyAsync(account, cancellationToken);
}
