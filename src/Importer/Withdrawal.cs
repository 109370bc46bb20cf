using Importer.Gateway;
using Importer.Planning;
using Importer.Snapshots;

namespace Importer;

/// <summary>What happens right before an API is deleted: its source is looked at once more, and what goes is saved.</summary>
internal sealed class Withdrawal(RunRooms rooms, ImporterSettings settings, ReconcileRequest request, GatewayState state)
{
    /// <summary>A sentence that stops the deletion, or null.</summary>
    public async Task<string?> BeforeDeleteAsync(PlannedStep step, CancellationToken cancellationToken)
    {
        if (step.Resource is not Api api || state.Find(step.Key)?.Mark is not { } mark)
        {
            return null;
        }

        var inventory = await rooms.Source.ReadAsync([mark.Source], cancellationToken);
        if (mark.Host is { } host && !inventory.Accounts.Any(found => found.Account.Host == host))
        {
            // The account is not where the mark says; it may have been moved, and then its API goes on answering.
            var around = await rooms.Source.ListAccountsAsync(settings.Scopes, cancellationToken);
            if (around.Unread.Count > 0)
            {
                return $"{mark.Source} is not there, and whether it was moved could not be seen: {around.Unread[0].Reason}; the API stays and the next run looks again";
            }

            inventory = around.Accounts.FirstOrDefault(found => found.Account.Host == host) is { } moved
                ? await rooms.Source.ReadAsync([moved.Account.Id], cancellationToken)
                : inventory;
        }

        var fresh = new Claims(inventory, settings).Of(mark, api);
        if (fresh != Claim.Gone && !(fresh == Claim.Serving && request.Insist))
        {
            return fresh == Claim.Serving
                ? $"a deployment of {inventory.Accounts.Select(found => found.Account.Id).FirstOrDefault() ?? mark.Source} is there; the API stays and the next run looks again"
                : $"{mark.Source} could not be looked at once more; the API stays and the next run looks again";
        }

        await new SnapshotShelf(rooms.Store).SaveAsync(request.RunId, ApiSnapshot.Of(api, state), cancellationToken);
        return null;
    }
}
