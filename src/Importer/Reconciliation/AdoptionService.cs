using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.ManualActions;
using Importer.Policies;
using Importer.Resources;
using Importer.Runs;
using Importer.Snapshots;

namespace Importer.Reconciliation;

/// <summary>Looks at the APIs before a design is made, and on an adoption at the one that a person names.</summary>
internal sealed class AdoptionService(RunDependencies rooms, ImporterSettings settings)
{
    /// <summary>What the run stands on.</summary>
    public async Task<RunContext> ReadAsync(
        ReconcileRequest request,
        Inventory inventory,
        ServiceInfo service,
        CancellationToken cancellationToken
    )
    {
        var ground = new RunContext
        {
            Inventory = inventory,
            Service = service,
            Listed = await rooms.Gateway.ListApisAsync(service, cancellationToken),
            Drops = request.Insist,
        };
        if (request.ManualAction is not { Kind: ManualActionKind.Adopt } action)
        {
            return ground;
        }

        var (api, refusal) = ApiFinder.Find(action.Target, ground.All, settings.ServiceId);
        if (api is null)
        {
            return ground with { Refusal = refusal };
        }

        if (api.OwnershipTag is { } tag)
        {
            return Tagged(api, tag, ground);
        }

        return await JudgeAsync(api, ground, service, cancellationToken);
    }

    /// <summary>Keeps what the API was before it is written to: the way back, for people to read.</summary>
    public async Task KeepAsync(RunContext ground, string runId, GatewayState state, CancellationToken cancellationToken)
    {
        if (ground.Target is { } target && state.Find(target.Key)?.Resource is Api api)
        {
            var before = ApiSnapshot.Of(api, state, new ApiExtras());

            // Nothing puts it back by itself, so a key that people wrote into the policy need not be kept.
            before = before with
            {
                Policy = before.Policy is { } xml ? PolicySecrets.Document(xml) : null,
            };
            await rooms.Snapshots(settings).SaveAdoptedAsync(runId, before, cancellationToken);
        }
    }

    // A try that was cut off has left the ownership tag: the next goes on where it ended, as an import of the account.
    private RunContext Tagged(Api api, OwnershipTag tag, RunContext ground)
    {
        if (!settings.Scopes.Any(scope => scope.Covers(tag.Source)))
        {
            return ground with
            {
                Refusal =
                    $"API {api.Id} is managed by another importer: its source {tag.Source} lies outside Discovery.Scopes; detach it there first",
            };
        }

        if (tag.AdoptedAs is null)
        {
            return ground with
            {
                Refusal = $"API {api.Id} is managed by this importer already (its source is {tag.Source}); there is nothing to adopt",
            };
        }

        return ground with
        {
            Inventory = Only(ground.Inventory.Places.AccountOf(tag.Source, tag.Host), ground.Inventory),
            Notes = [new SetAside(api.Id, $"API {api.Id} is adopted already; it is managed like every other")],
        };
    }

    private async Task<RunContext> JudgeAsync(Api api, RunContext ground, ServiceInfo service, CancellationToken cancellationToken)
    {
        var state = await rooms.Gateway.ReadAsync(
            new GatewayQuery
            {
                Service = service,
                Apis = ground.Listed,
                Wanted = [api],
                IsInScope = _ => false,
            },
            cancellationToken
        );
        var policy = state.Find(ApiPolicy.KeyFor(api.Id))?.Resource as ApiPolicy;
        var extras = await rooms.Gateway.ReadExtrasAsync(state.Find(api.Key)?.Resource as Api ?? api, policy?.Xml, cancellationToken);
        var verdict = AdoptionEligibility.Judge(
            api,
            (state, extras),
            [.. ground.Inventory.Accounts.Select(found => found.Account)],
            ground.All
        );
        if (verdict.Called is not { } called)
        {
            var unread = ground.Inventory.Unread.Count > 0 ? $" (not all accounts could be read: {ground.Inventory.Unread[0].Reason})" : "";
            return ground with { Refusal = verdict.Refusal + unread };
        }

        return ground with
        {
            Inventory = Only(called.Account.Id, ground.Inventory),
            Target = api,
            Called = called,
            IsRetaken = IsOwnPlace(api, ground),
            Notes = verdict.Notes,
            TakeOver = IsOwnPlace(api, ground)
                ? Parts(api, ApiNaming.BackendId(api.Id), ApiNaming.KeyId(api.Id))
                : Parts(api, ApiNaming.AdoptedBackendId(api.Id), ApiNaming.AdoptedKeyId(api.Id)),
        };
    }

    // After the key of ownership tags was lost, an API that the importer made is a stranger to it; a person gives it back.
    private static bool IsOwnPlace(Api api, RunContext ground) =>
        ApiNaming.ApiId(api.Path) == api.Id
        && ground.Listed.Any(found => found.Resource.Key == api.Key && found.Unproven is { ServedAs: null });

    private static HashSet<ResourceKey> Parts(Api api, string backend, string key) =>
        [api.Key, new(ResourceKind.Backend, backend), new(ResourceKind.NamedValue, key)];

    private static Inventory Only(ResourceId account, Inventory all) =>
        new() { Accounts = [.. all.Accounts.Where(found => found.Account.Id == account)], Covered = [account] };
}
