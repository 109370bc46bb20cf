using Importer.Deployments;
using Importer.Gateway;
using Importer.Planning;
using Importer.Reports;
using Importer.Snapshots;

namespace Importer;

/// <summary>What happens right before an API is deleted: its source is looked at once more, and what goes is saved.</summary>
internal sealed class Withdrawal(RunRooms rooms, ImporterSettings settings, ReconcileRequest request, GatewayState state)
{
    /// <summary>When the run began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>What stops the deletion, with whether the run is worth trying again; or null.</summary>
    public async Task<WriteFailure?> BeforeDeleteAsync(PlannedStep step, CancellationToken cancellationToken)
    {
        if (step.Resource is not Api api || state.Find(step.Key)?.Mark is not { } mark)
        {
            return null;
        }

        var inventory = await rooms.Source.ReadAsync([mark.Source], cancellationToken);
        var fresh = new Claims(inventory, settings).Of(mark, api);
        if (fresh != Claim.Gone && !(fresh == Claim.Serving && request.Insist))
        {
            return Objection(fresh, mark.Source, inventory);
        }

        return await SaveAsync(api, cancellationToken);
    }

    // What is there again is planned again; what could not be read is looked at again, unless only a person can help.
    private static WriteFailure Objection(Claim fresh, ResourceId source, Inventory inventory)
    {
        if (fresh == Claim.Serving)
        {
            return new(WriteFailureKind.Changed, $"a deployment of {source} is there again; the API stays");
        }

        var unread = inventory.Unread.Where(scope => scope.Scope.Covers(source) || source.Covers(scope.Scope)).ToList();
        var isForGood = unread.Count > 0 && unread.TrueForAll(scope => !scope.MayPass);
        return new(
            isForGood ? WriteFailureKind.Permanent : WriteFailureKind.Later,
            $"the second look at {source} before the deletion failed{string.Concat(unread.Take(1).Select(scope => $" ({scope.Reason})"))}; the API stays{(isForGood ? "" : ", and the run is tried again")}");
    }

    private async Task<WriteFailure?> SaveAsync(Api api, CancellationToken cancellationToken)
    {
        try
        {
            var policy = (state.Find(ApiPolicy.KeyFor(api.Id))?.Resource as ApiPolicy)?.Xml;
            var extras = await rooms.Gateway.ReadExtrasAsync(api, policy, cancellationToken);
            var record = new RunReport { Id = request.RunId, Reason = request.Reason, Scope = request.Scope?.Value, Mode = request.Mode, StartedAt = StartedAt };
            await new SnapshotShelf(rooms.Store).SaveAsync(record, ApiSnapshot.Of(api, state, extras), cancellationToken);
            return null;
        }
        catch (GatewayUnreadableException fault)
        {
            return new(fault.MayPass ? WriteFailureKind.Later : WriteFailureKind.Permanent, $"what goes with the API could not be read, so no snapshot was saved and it stays: {fault.Message}");
        }
    }
}
