using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.ManualActions;
using Importer.Planning;
using Importer.Reports;

namespace Importer.Reconciliation;

/// <summary>Lets an API go: finds it, reads what it shares, and plans that its ownership tags go.</summary>
internal sealed class ApiDetacher(IGateway gateway, ImporterSettings settings)
{
    /// <summary>What detaching <paramref name="name"/> comes to.</summary>
    public async Task<ActionPlan> PlanAsync(string name, ServiceInfo service, CancellationToken cancellationToken)
    {
        var apis = await gateway.ListApisAsync(service, cancellationToken);
        var (api, refusal) = ApiFinder.Find(name, [.. apis.Select(found => (Api)found.Resource)], settings.ServiceId);
        if (api is null)
        {
            return ActionPlan.Refused(refusal!);
        }

        if (api.OwnershipTag is not { } tag)
        {
            // Asked again, after it was done: nothing is left to do.
            return api.Detached is null
                ? ActionPlan.Refused($"API {api.Id} is not managed by this importer, so there is nothing to detach")
                : new ActionPlan(new Plan { Steps = [], Unchanged = 1 }, [Note(api)]);
        }

        if (tag.Fleet is { } fleet)
        {
            return ActionPlan.Refused(
                $"API {api.Id} belongs to fleet '{fleet}', whose pools and fragment it stands on, so it cannot be let go alone; to leave a part of it to people, name that in the fleet's Drift.Ignore, and to withdraw it, take the fleet out of the settings"
            );
        }

        if (!settings.Scopes.Any(scope => scope.Covers(tag.Source)))
        {
            return ActionPlan.Refused(
                $"API {api.Id} is managed by another importer: its source {tag.Source} lies outside Discovery.Scopes; detach it there"
            );
        }

        var account = FoundryAccount.IdOf(tag.Source);
        var state = await gateway.ReadAsync(
            new GatewayQuery
            {
                Service = service,
                Apis = apis,
                Wanted = [api],
                IsInScope = other => FoundryAccount.IdOf(other.Source) == account,
            },
            cancellationToken
        );
        return state.Find(api.Key) is { Resource: Api whole }
            ? new ActionPlan(DetachPlan.Of(whole, state), [Note(whole)])
            : ActionPlan.Refused($"API {api.Id} was deleted meanwhile, so there is nothing to detach");
    }

    private static RunSetAside Note(Api api) =>
        new(
            api.Id,
            $"API {api.Id} is people's from here on: it is not changed and not withdrawn, not even when its deployment goes, and no second API is made beside it. To have it managed again: POST /api/import with \"adopt\": \"{api.Id}\""
        );
}
