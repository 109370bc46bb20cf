using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Planning;
using Importer.Runs;
using Importer.Telemetry;

namespace Importer.Reconciliation;

/// <summary>
/// Looks at the world for a run: the accounts, the service and its APIs first, then what the design touches of the gateway.
/// </summary>
internal sealed class Discovery(
    IDeploymentSource source,
    IGateway gateway,
    AdoptionService adoptions,
    FleetRun fleets,
    ImporterSettings settings
)
{
    /// <summary>What there is to design from.</summary>
    /// <exception cref="GatewayUnreadableException">It cannot be read, or the service is not ready to be written to.</exception>
    public async Task<RunContext> LookAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        var (inventory, service) = await Tracing.StepAsync("discover", () => DiscoverAsync(request, cancellationToken));
        if (!service.IsReady && request.Mode != RunMode.Plan)
        {
            throw new GatewayUnreadableException(
                $"API Management service {service.Id.Name} is {service.ProvisioningState}, not Succeeded; nothing is written until it is, the run is tried again",
                mayPass: true
            );
        }

        var context = await Tracing.StepAsync("look at the APIs", () => ListAsync(request, inventory, service, cancellationToken));
        return await WithElsewhereAsync(context, cancellationToken);
    }

    /// <summary>What the gateway holds of the design, and of what this importer made before.</summary>
    /// <exception cref="GatewayUnreadableException">It cannot be read.</exception>
    public Task<GatewayState> ObserveAsync(RunContext context, GatewayDesign design, CancellationToken cancellationToken) =>
        Tracing.StepAsync("observe", () => gateway.ReadAsync(Query(context, design), cancellationToken));

    /// <summary>The same, and who else uses what belongs to fleets: asked once something of theirs is to leave.</summary>
    /// <exception cref="GatewayUnreadableException">It cannot be read.</exception>
    public Task<GatewayState> ObserveUsersOfFleetsAsync(RunContext context, GatewayDesign design, CancellationToken cancellationToken) =>
        Tracing.StepAsync(
            "observe who uses fleets",
            () => gateway.ReadAsync(Query(context, design) with { WithUsers = true, Stays = _ => false }, cancellationToken)
        );

    // Neither needs the other.
    private async Task<(Inventory Inventory, ServiceInfo Service)> DiscoverAsync(
        ReconcileRequest request,
        CancellationToken cancellationToken
    )
    {
        var inventory = source.ReadAsync(request.Scope is { } scope ? [scope] : settings.Scopes, cancellationToken);
        var service = gateway.ReadServiceAsync(cancellationToken);
        await Task.WhenAll(inventory, service);
        return (await inventory, await service);
    }

    private async Task<RunContext> ListAsync(
        ReconcileRequest request,
        Inventory inventory,
        ServiceInfo service,
        CancellationToken cancellationToken
    )
    {
        var context = new RunContext
        {
            // Who insists on dropping policies has not insisted on withdrawing anything.
            Request = request.ManualAction is null ? request : request with { Insist = false },
            Inventory = inventory,
            Service = service,
            Listed = await gateway.ListApisAsync(service, cancellationToken),
        };
        return request.ManualAction is { Kind: ManualActionKind.Adopt } action
            ? await adoptions.AdoptAsync(action, request.Insist, context, cancellationToken)
            : context;
    }

    // Where a run over a part finds an ownership tag's host at another account, or not at all, the account may have been moved, or not:
    // then all are listed, which costs one call a scope. A run over everything has seen them already.
    private async Task<RunContext> WithElsewhereAsync(RunContext context, CancellationToken cancellationToken)
    {
        if (context.Request.Scope is null || !context.All.Any(api => api.OwnershipTag is { } tag && MayBeMoved(tag, context.Inventory)))
        {
            return context;
        }

        var around = await source.ListAccountsAsync(settings.Scopes, cancellationToken);
        return around.Unread.Count == 0
            ? context with
            {
                Inventory = context.Inventory with { Elsewhere = [.. around.Accounts.Select(found => found.Account)] },
            }
            : throw new GatewayUnreadableException(
                $"whether an account was moved could not be seen: {around.Unread[0].Reason}",
                around.Unread.Any(unread => unread.MayPass)
            );
    }

    private static bool MayBeMoved(OwnershipTag tag, Inventory inventory)
    {
        var noted = FoundryAccount.IdOf(tag.Source);
        var there = inventory.Accounts.Where(found => found.Account.Host == tag.Host).Select(found => found.Account.Id).ToList();
        return tag.Host is not null && !there.Contains(noted) && (there.Count > 0 || inventory.KnowsAbout(noted));
    }

    // An event says nothing about tags: where no setting names any, and no adopted API has people's, only sweeps and people's runs look for
    // them.
    private GatewayQuery Query(RunContext context, GatewayDesign design)
    {
        var owners = new OwnershipResolver(context.Inventory, settings);
        return new()
        {
            Service = context.Service,
            Apis = context.Listed,
            Wanted = [.. design.Resources, .. fleets.ResourcesToRead()],
            IsInScope = tag => owners.Of(tag, null) is Ownership.Gone or Ownership.Serving || fleets.IsInScope(tag),
            WithUsers = settings.Deletion.Allowed,
            Stays = tag => FleetClaims.IsOurs(tag, settings),
            WithTags =
                context.Request.Reason != RunReason.Event
                || PrerequisiteFinder.Tags(settings)
                || context.All.Any(api => api.OwnershipTag?.AdoptedAs is not null),
        };
    }
}
