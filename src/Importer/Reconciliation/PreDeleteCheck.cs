using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Planning;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Snapshots;

namespace Importer.Reconciliation;

/// <summary>What happens right before an API is deleted: its source is looked at once more, and what goes is saved.</summary>
internal sealed class PreDeleteCheck(IDeploymentSource source, IGateway gateway, SnapshotStore snapshots, ImporterSettings settings)
{
    /// <summary>What stops the deletion, with whether the run is worth trying again; or null.</summary>
    public async Task<WriteFailure?> BeforeDeleteAsync(WithdrawingRun withdrawal, PlannedStep step, CancellationToken cancellationToken)
    {
        if (step is { Change: ChangeKind.Update, Resource: Backend { OwnershipTag: { } leaving } })
        {
            return await BeforeLeavingAsync(withdrawal, leaving.Source, cancellationToken);
        }

        if (step.Resource is not Api api || withdrawal.State.Find(step.Key)?.OwnershipTag is not { } tag)
        {
            return null;
        }

        // That a fleet left the settings is known without looking at anybody.
        if (tag.Fleet is not null)
        {
            return await SaveAsync(withdrawal, api, cancellationToken);
        }

        var inventory = await source.ReadAsync([tag.Source], cancellationToken);
        if (!inventory.KnowsAbout(FoundryAccount.IdOf(tag.Source)))
        {
            return Objection(Ownership.Unknown, tag.Source, inventory);
        }

        if (tag.Host is { } host && !inventory.Accounts.Any(found => found.Account.Host == host))
        {
            // The account is not where the tag says; it may have been moved, and then its API goes on answering.
            var around = await source.ListAccountsAsync(settings.Scopes, cancellationToken);
            if (around.Unread.Count > 0)
            {
                return NotSeen(around.Unread, $"{tag.Source} is not there, and whether it was moved could not be seen");
            }

            inventory = around.Accounts.FirstOrDefault(found => found.Account.Host == host) is { } moved
                ? await source.ReadAsync([moved.Account.Id], cancellationToken)
                : inventory;
        }

        var fresh = new OwnershipResolver(inventory, settings).Of(tag, api);
        if (fresh != Ownership.Gone && !(fresh == Ownership.Serving && withdrawal.Request.Insist))
        {
            return Objection(fresh, tag.Source, inventory);
        }

        return await SaveAsync(withdrawal, api, cancellationToken);
    }

    // A sweep looks at accounts for minutes: a member may have been made, proven and put into its pools by the run for its event since then,
    // and no event would bring it back.
    private async Task<WriteFailure?> BeforeLeavingAsync(WithdrawingRun withdrawal, ResourceId member, CancellationToken cancellationToken)
    {
        var account = FoundryAccount.IdOf(member);
        var isOfOneAccount = withdrawal.Request.Scope is { } scope && account.Covers(scope);
        if (withdrawal.Looked is not { } looked || isOfOneAccount || Holds(looked, member) || !looked.KnowsAbout(account))
        {
            return null;
        }

        var fresh = await withdrawal.LookAsync(account, () => source.ReadAsync([account], cancellationToken));
        if (!fresh.KnowsAbout(account))
        {
            return new(
                WriteFailureKind.Later,
                $"the second look at {account} before {member.Name} leaves failed; it stays, and the run is tried again"
            );
        }

        return Holds(fresh, member)
            ? new(WriteFailureKind.Changed, $"{member} was made while this run looked at other accounts; it stays")
            : null;
    }

    private static bool Holds(Inventory inventory, ResourceId member) =>
        inventory.Accounts.Any(found => found.Deployments.Any(deployment => deployment.Id == member && !deployment.IsDeleting));

    // What is there again is planned again; what could not be read is looked at again, unless only a person can help.
    private static WriteFailure Objection(Ownership fresh, ResourceId source, Inventory inventory)
    {
        if (fresh == Ownership.Serving)
        {
            var account = inventory.Accounts.Select(found => found.Account.Id).FirstOrDefault() ?? source;
            return new(WriteFailureKind.Changed, $"a deployment of {account} is there again; the API stays");
        }

        return NotSeen(
            [.. inventory.Unread.Where(scope => scope.Scope.Covers(source) || source.Covers(scope.Scope))],
            $"the second look at {source} before the deletion failed"
        );
    }

    private static WriteFailure NotSeen(IReadOnlyList<UnreadScope> unread, string what)
    {
        var isForGood = unread.Count > 0 && unread.All(scope => !scope.MayPass);
        return new(
            isForGood ? WriteFailureKind.Permanent : WriteFailureKind.Later,
            $"{what}{string.Concat(unread.Take(1).Select(scope => $" ({scope.Reason})"))}; the API stays{(isForGood ? "" : ", and the run is tried again")}"
        );
    }

    private async Task<WriteFailure?> SaveAsync(WithdrawingRun withdrawal, Api api, CancellationToken cancellationToken)
    {
        var (request, state, startedAt) = withdrawal;
        try
        {
            var policy = (state.Find(ApiPolicy.KeyFor(api.Id))?.Resource as ApiPolicy)?.Xml;
            var extras = await gateway.ReadExtrasAsync(api, policy, cancellationToken);
            var record = new RunReport
            {
                Id = request.RunId,
                Reason = request.Reason,
                Scope = request.Scope?.Value,
                Mode = request.Mode,
                StartedAt = startedAt,
            };
            await snapshots.SaveAsync(record, ApiSnapshot.Of(api, state, extras), cancellationToken);
            return null;
        }
        catch (GatewayUnreadableException fault)
        {
            return new(
                fault.MayPass ? WriteFailureKind.Later : WriteFailureKind.Permanent,
                $"what goes with the API could not be read, so no snapshot was saved and it stays: {fault.Message}"
            );
        }
    }
}

/// <summary>The run that withdraws.</summary>
/// <param name="Request">What it was asked.</param>
/// <param name="State">What it observed.</param>
/// <param name="StartedAt">When it began to write.</param>
internal sealed record WithdrawingRun(ReconcileRequest Request, GatewayState State, DateTimeOffset StartedAt)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ResourceId, Task<Inventory>> _looks = [];

    /// <summary>What the run found of accounts; null where nobody is to be looked at again before he leaves.</summary>
    public Inventory? Looked { get; init; }

    /// <summary>The second look at an account, once for all of its members.</summary>
    /// <param name="account">The account.</param>
    /// <param name="look">Looks.</param>
    public Task<Inventory> LookAsync(ResourceId account, Func<Task<Inventory>> look)
    {
        lock (_gate)
        {
            return _looks.TryGetValue(account, out var known) ? known : _looks[account] = look();
        }
    }
}
