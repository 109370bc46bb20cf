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

        var fresh = new Claims(await rooms.Source.ReadAsync([mark.Source], cancellationToken), settings).Of(mark, api);
        if (fresh != Claim.Gone && !(fresh == Claim.Serving && request.Insist))
        {
            return fresh == Claim.Serving
                ? $"a deployment of {mark.Source} is there again; the API stays and the next run looks again"
                : $"{mark.Source} could not be looked at once more; the API stays and the next run looks again";
        }

        await new SnapshotShelf(rooms.Store).SaveAsync(request.RunId, ApiSnapshot.Of(api, state), cancellationToken);
        return null;
    }
}
