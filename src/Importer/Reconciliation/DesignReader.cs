using Importer.Arm;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Foresight;
using Importer.Gateway;
using Importer.Lifecycle;
using Importer.Resources;
using Importer.Runs;

namespace Importer.Reconciliation;

/// <summary>
/// Reads what a design needs besides deployments: given specifications, what policies stand on, and the fingerprints of keys.
/// </summary>
internal sealed class DesignReader(
    IDeploymentSource source,
    IGateway gateway,
    SpecificationSource specifications,
    ImporterSettings settings,
    LifecycleWatch? lifecycle = null
)
{
    /// <summary>Everything that the design of a run is made from.</summary>
    public async Task<DesignInput> ReadAsync(RunContext context, CancellationToken cancellationToken)
    {
        var (fingerprints, unread) = await KeysAsync(context.Request, context.Inventory, cancellationToken);
        var mayReadLists = context.Request.Reason != RunReason.Event;
        var input = await ReadAsync(context.Inventory, context.Service, mayReadLists, cancellationToken);
        return input with { Apis = context.Apis, KeyFingerprints = fingerprints, UnreadKeys = unread };
    }

    /// <summary>The same without the fingerprints of keys, for which a key would be listed.</summary>
    /// <param name="inventory">The accounts with their deployments.</param>
    /// <param name="service">The service.</param>
    /// <param name="mayReadLists">False takes lists of models as they were last read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<DesignInput> ReadAsync(
        Inventory inventory,
        ServiceInfo service,
        bool mayReadLists,
        CancellationToken cancellationToken
    ) =>
        new()
        {
            Inventory = inventory,
            Settings = settings,
            Service = service,
            Specifications = await specifications.ReadAsync(settings, cancellationToken),
            Prerequisites = service.IsReady
                ? await gateway.ReadPrerequisitesAsync(PrerequisiteFinder.Of(inventory, settings), cancellationToken)
                : null,
            Ahead = lifecycle is null
                ? new Dictionary<string, Retirement>()
                : await lifecycle.LookAheadAsync(inventory, mayReadLists, cancellationToken),
        };

    // Listing keys counts as a write and puts a secret into our hands: only sweeps and people's runs do it, once for each
    // account that is called by its key, and the run for an event that says that a key was renewed.
    private async Task<(Dictionary<ResourceId, string> Fingerprints, Dictionary<ResourceId, UnreadKey> Unread)> KeysAsync(
        ReconcileRequest request,
        Inventory inventory,
        CancellationToken cancellationToken
    )
    {
        var fingerprints = new Dictionary<ResourceId, string>();
        var unread = new Dictionary<ResourceId, UnreadKey>();
        foreach (
            var account in request is { Reason: RunReason.Event, KeysChanged: false } ? [] : PrerequisiteFinder.Keys(inventory, settings)
        )
        {
            try
            {
                fingerprints[account] = KeyFingerprint.Of(account, await source.ReadKeyAsync(account, cancellationToken));
            }
            catch (ArmException refusal)
            {
                unread[account] = new(refusal.Message, refusal.Kind != ArmErrorKind.Permanent);
            }
        }

        return (fingerprints, unread);
    }
}
