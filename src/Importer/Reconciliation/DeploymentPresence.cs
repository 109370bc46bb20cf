using Importer.Deployments;
using Importer.Health;
using Importer.Resources;

namespace Importer.Reconciliation;

/// <summary>Finds out whether deployments were deleted while they are tested; many targets of one account share a reading.</summary>
internal sealed class DeploymentPresence(IDeploymentSource source, TimeProvider clock)
{
    private static readonly TimeSpan ReadingKept = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<ResourceId, (Task<Inventory> Reading, long At)> _readings = [];

    /// <summary>True when Resource Manager has the deployment no more, or is deleting it; a failed reading proves nothing.</summary>
    public async Task<bool> IsGoneAsync(ProbeTarget target, CancellationToken cancellationToken)
    {
        var id = target.Deployment.Id;
        var inventory = await ReadAsync(target.Deployment.AccountId, cancellationToken);
        return inventory.KnowsAbout(target.Deployment.AccountId)
            && !inventory.Accounts.SelectMany(found => found.Deployments).Any(found => found.Id == id && !found.IsDeleting);
    }

    private Task<Inventory> ReadAsync(ResourceId account, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_readings.TryGetValue(account, out var known) || clock.GetElapsedTime(known.At) > ReadingKept)
            {
                _readings[account] = known = (source.ReadAsync([account], cancellationToken), clock.GetTimestamp());
            }

            return known.Reading;
        }
    }
}
