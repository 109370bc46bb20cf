using Importer.Arm;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Lifecycle;
using Importer.Resources;
using Importer.Runs;

namespace Importer.Reconciliation;

/// <summary>Reads what a design needs besides deployments: given specifications, what policies stand on, and the prints of keys.</summary>
internal sealed class DesignReader(RunDependencies rooms, ImporterSettings settings)
{
    /// <summary>Everything that the design of this run is made from.</summary>
    public async Task<DesignInput> ReadAsync(
        ReconcileRequest request,
        Inventory inventory,
        ServiceInfo service,
        CancellationToken cancellationToken
    )
    {
        var (prints, unread) = await KeysAsync(request, inventory, cancellationToken);
        return new()
        {
            Inventory = inventory,
            Settings = settings,
            Service = service,
            Specifications = await rooms.Specifications.ReadAsync(settings, cancellationToken),
            Holdings = service.IsReady
                ? await rooms.Gateway.ReadHoldingsAsync(PrerequisiteFinder.Of(inventory, settings), cancellationToken)
                : null,
            KeyPrints = prints,
            UnreadKeys = unread,
            Ahead = rooms.Ahead is { } ahead
                ? await ahead.LookAheadAsync(inventory, request.Reason != RunReason.Event, cancellationToken)
                : new Dictionary<string, Retirement>(),
        };
    }

    // Listing keys counts as a write and puts a secret into our hands: only sweeps and people's runs do it, once for each
    // account that is called by its key, and the run for an event that says that a key was renewed.
    private async Task<(Dictionary<ResourceId, string> Prints, Dictionary<ResourceId, UnreadKey> Unread)> KeysAsync(
        ReconcileRequest request,
        Inventory inventory,
        CancellationToken cancellationToken
    )
    {
        var prints = new Dictionary<ResourceId, string>();
        var unread = new Dictionary<ResourceId, UnreadKey>();
        foreach (
            var account in request is { Reason: RunReason.Event, KeysChanged: false } ? [] : PrerequisiteFinder.Keys(inventory, settings)
        )
        {
            try
            {
                prints[account] = KeyFingerprint.Of(account, await rooms.Source.ReadKeyAsync(account, cancellationToken));
            }
            catch (ArmException refusal)
            {
                unread[account] = new(refusal.Message, refusal.Kind != ArmErrorKind.Permanent);
            }
        }

        return (prints, unread);
    }
}
