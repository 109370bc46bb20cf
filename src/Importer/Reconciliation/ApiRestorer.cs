using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.ManualActions;
using Importer.Reports;
using Importer.Resources;
using Importer.Snapshots;

namespace Importer.Reconciliation;

/// <summary>Puts back what a run has withdrawn, from the snapshots that it saved.</summary>
internal sealed class ApiRestorer(IDeploymentSource source, IGateway gateway, SnapshotStore snapshotStore, ImporterSettings settings)
{
    /// <summary>What restoring from run <paramref name="runId"/> comes to.</summary>
    public async Task<ActionPlan> PlanAsync(string runId, ServiceInfo service, CancellationToken cancellationToken)
    {
        var saved = await snapshotStore.LoadAsync(runId, cancellationToken);
        if (Refusal(runId, saved) is { } refusal)
        {
            return ActionPlan.Refused(refusal);
        }

        var ofFleets = saved.Where(item => RestoreRules.OfFleet(item.Snapshot!) is not null).Select(item => item.Snapshot!).ToList();
        var snapshots = saved.Select(item => item.Snapshot!).Except(ofFleets).ToList();
        if (snapshots.Count == 0)
        {
            return ActionPlan.Refused($"nothing was put back: {string.Join("; ", ofFleets.Select(RestoreRules.OfFleet))}");
        }

        var inventory = await source.ReadAsync([.. snapshots.Select(SourceOf).Select(FoundryAccount.IdOf).Distinct()], cancellationToken);
        if (Unread(snapshots, inventory) is { } unread)
        {
            return ActionPlan.Refused(
                $"nothing was put back: whether account {unread} is there could not be read, and its key comes from there; restore again, or let the importer's identity read it"
            );
        }

        var apis = snapshots.ConvertAll(snapshot =>
            RestoredResources.Of(
                snapshot,
                source => inventory.Accounts.FirstOrDefault(found => found.Account.Id == FoundryAccount.IdOf(source))?.Account.Id
            )
        );
        var sources = snapshots.Select(SourceOf).ToHashSet();
        var state = await gateway.ReadAsync(
            new GatewayQuery
            {
                Service = service,
                Wanted = [.. apis.SelectMany(api => api)],
                IsInScope = tag => sources.Contains(tag.Source),
            },
            cancellationToken
        );
        state = await WithOperationPoliciesAsync(snapshots, state, cancellationToken);
        return new ActionPlan(
            RestorePlan.Of(apis, state),
            [.. apis.SelectMany(api => api).OfType<NamedValue>().Where(IsEmpty).Select(ToFill), .. ofFleets.Select(NotPutBack)]
        );
    }

    // Every run reads an API's own policy; those of its operations are asked for here only.
    private async Task<GatewayState> WithOperationPoliciesAsync(
        List<ApiSnapshot> snapshots,
        GatewayState state,
        CancellationToken cancellationToken
    )
    {
        var resources = new Dictionary<ResourceKey, Observed>(state.Resources);
        foreach (var snapshot in snapshots.Where(snapshot => snapshot.OperationPolicies.Count > 0))
        {
            if (state.Find(snapshot.Api.Key) is { Resource: Api api } found)
            {
                var extras = await gateway.ReadExtrasAsync(api, null, cancellationToken);
                foreach (var (operation, xml) in extras.OperationPolicies)
                {
                    var policy = new OperationPolicy
                    {
                        Api = api.Id,
                        Operation = operation,
                        Xml = xml,
                    };
                    resources[policy.Key] = new Observed(policy, null, found.OwnershipTag);
                }
            }
        }

        return state with
        {
            Resources = resources,
        };
    }

    private string? Refusal(string runId, IReadOnlyList<(string Name, ApiSnapshot? Snapshot, string? Problem)> saved)
    {
        if (saved.Count == 0)
        {
            return $"run {runId} saved no snapshot: it withdrew nothing, or it is not a run of this importer";
        }

        var problems = saved
            .Where(item => item.Problem is not null)
            .Select(item => $"{item.Name}: {item.Problem}")
            .Concat(
                saved
                    .Where(item => item.Snapshot is { } snapshot && RestoreRules.OfFleet(snapshot) is null)
                    .Select(item => (item.Name, Objection: RestoreRules.Objection(item.Snapshot!, settings)))
                    .Where(item => item.Objection is not null)
                    .Select(item => $"{item.Name}: {item.Objection}; it may have been changed by hand, see docs/security.md")
            )
            .Concat(
                saved
                    .Select(item => item.Snapshot)
                    .OfType<ApiSnapshot>()
                    .Select(SourceOf)
                    .Where(source => !settings.Scopes.Any(scope => scope.Covers(source)))
                    .Select(source => $"{source} lies outside Discovery.Scopes; add it there first")
            )
            .ToList();
        return problems.Count == 0 ? null : $"nothing was put back: {string.Join("; ", problems)}";
    }

    // An account that could not be read is not gone: a key that works must not be replaced by none.
    private static ResourceId? Unread(IEnumerable<ApiSnapshot> snapshots, Inventory inventory) =>
        snapshots
            .SelectMany(snapshot => snapshot.NamedValues)
            .Select(named => named.KeyOf)
            .OfType<ResourceId>()
            .Select(FoundryAccount.IdOf)
            .FirstOrDefault(account => !inventory.KnowsAbout(account));

    private static ResourceId SourceOf(ApiSnapshot snapshot) => snapshot.Api.OwnershipTag!.Source;

    private static bool IsEmpty(NamedValue named) => named is { KeyOf: null, KeyVaultSecret: null };

    private static RunSetAside NotPutBack(ApiSnapshot snapshot) =>
        new(snapshot.Api.Id, RestoreRules.OfFleet(snapshot)!) { Kind = SetAsideKind.Kept };

    private static RunSetAside ToFill(NamedValue named) =>
        new(
            named.Id,
            $"named value {named.Id} is put back without its key, because secrets are never saved and account {FoundryAccount.IdOf(named.OwnershipTag!.Source)} is gone; put a key in by hand, or the next import of that account does once it is there again"
        )
        {
            Kind = SetAsideKind.Missing,
        };
}
