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

/// <summary>Finds the API that a person names for adoption and judges it, and keeps what it was before it is written to.</summary>
internal sealed class AdoptionService(IGateway gateway, SnapshotStore snapshots, ImporterSettings settings)
{
    /// <summary>The run with its adoption: what becomes of the API, and the account behind it alone.</summary>
    /// <param name="action">The adoption.</param>
    /// <param name="insist">True when the person insists on it, whatever policies are dropped.</param>
    /// <param name="context">What the run knows.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<RunContext> AdoptAsync(ManualAction action, bool insist, RunContext context, CancellationToken cancellationToken)
    {
        var (api, refusal) = ApiFinder.Find(action.Target, context.All, settings.ServiceId);
        if (api is null)
        {
            return context with { Adoption = Adoption.Refused(refusal!) };
        }

        return api.OwnershipTag is { } tag ? Tagged(api, tag, context) : await JudgeAsync(api, insist, context, cancellationToken);
    }

    /// <summary>Keeps what the API was before it is written to: the way back, for people to read.</summary>
    public async Task KeepAsync(RunContext context, GatewayState state, CancellationToken cancellationToken)
    {
        if (context.Adoption?.Target is { } target && state.Find(target.Key)?.Resource is Api api)
        {
            var before = ApiSnapshot.Of(api, state, new ApiExtras());

            // Nothing puts it back by itself, so a key that people wrote into the policy need not be kept.
            before = before with
            {
                Policy = before.Policy is { } xml ? PolicySecrets.Document(xml) : null,
            };
            await snapshots.SaveAdoptedAsync(context.Request.RunId, before, cancellationToken);
        }
    }

    // A try that was cut off has left the ownership tag: the next goes on where it ended, as an import of the account.
    private RunContext Tagged(Api api, OwnershipTag tag, RunContext context)
    {
        if (!settings.Scopes.Any(scope => scope.Covers(tag.Source)))
        {
            return context with
            {
                Adoption = Adoption.Refused(
                    $"API {api.Id} is managed by another importer: its source {tag.Source} lies outside Discovery.Scopes; detach it there first"
                ),
            };
        }

        if (tag.AdoptedAs is null)
        {
            return context with
            {
                Adoption = Adoption.Refused(
                    $"API {api.Id} is managed by this importer already (its source is {tag.Source}); there is nothing to adopt"
                ),
            };
        }

        return context with
        {
            Inventory = Only(context.Inventory.Places.AccountOf(tag.Source, tag.Host), context.Inventory),
            Adoption = Adoption.Earlier(api),
        };
    }

    private async Task<RunContext> JudgeAsync(Api api, bool insist, RunContext context, CancellationToken cancellationToken)
    {
        var state = await gateway.ReadAsync(
            new GatewayQuery
            {
                Service = context.Service,
                Apis = context.Listed,
                Wanted = [api],
                IsInScope = _ => false,
            },
            cancellationToken
        );
        var policy = state.Find(ApiPolicy.KeyFor(api.Id))?.Resource as ApiPolicy;
        var extras = await gateway.ReadExtrasAsync(state.Find(api.Key)?.Resource as Api ?? api, policy?.Xml, cancellationToken);
        var decision = AdoptionEligibility.Judge(
            api,
            (state, extras),
            [.. context.Inventory.Accounts.Select(found => found.Account)],
            context.All
        );
        if (decision.Called is not { } called)
        {
            var unread = context.Inventory.Unread is [var first, ..] ? $" (not all accounts could be read: {first.Reason})" : "";
            return context with { Adoption = Adoption.Refused(decision.Refusal + unread) };
        }

        return context with
        {
            Inventory = Only(called.Account.Id, context.Inventory),
            Adoption = Adoption.Of(api, called, decision.Notes, IsOwnPlace(api, context), insist),
        };
    }

    // After the key of ownership tags was lost, an API that the importer made is a stranger to it; a person gives it back.
    private static bool IsOwnPlace(Api api, RunContext context) =>
        ApiNaming.ApiId(api.Path) == api.Id
        && context.Listed.Any(found => found.Resource.Key == api.Key && found.Unproven is { ServedAs: null });

    private static Inventory Only(ResourceId account, Inventory all) =>
        new() { Accounts = [.. all.Accounts.Where(found => found.Account.Id == account)], Covered = [account] };
}
