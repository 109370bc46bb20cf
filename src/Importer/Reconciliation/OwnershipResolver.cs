using Importer.Configuration;
using Importer.Deployments;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Planning;
using Importer.Resources;

namespace Importer.Reconciliation;

/// <summary>Decides what a run may do with something that carries our ownership tag, from what it found on the source side.</summary>
internal sealed class OwnershipResolver(Inventory inventory, ImporterSettings settings)
{
    private readonly AccountPlaces _places = inventory.Places;

    private readonly ILookup<ResourceId, ModelDeployment> _deployments = inventory
        .Accounts.SelectMany(found => found.Deployments.Select(deployment => (found.Account.Id, Deployment: deployment)))
        .ToLookup(pair => pair.Id, pair => pair.Deployment);

    /// <summary>The claim on a resource with this ownership tag; <paramref name="api"/> narrows it to what that API can serve.</summary>
    public Ownership Of(OwnershipTag tag, Api? api)
    {
        // Who stands in a fleet is no question of one account: its own plan withdraws members, and its APIs go with the setting that asked
        // for them.
        if (tag.Fleet is not null)
        {
            return api is not null && IsLeftBehind(tag, api) ? Ownership.Gone : Ownership.Foreign;
        }

        var source = IsInScope(tag.Source) ? _places.Now(tag.Source, tag.Host) : tag.Source;
        if (!IsInScope(source))
        {
            return Ownership.Foreign;
        }

        var isDeployment = source.IsOfType(ModelDeployment.ResourceType);
        var account = FoundryAccount.IdOf(source);
        if (!inventory.KnowsAbout(account))
        {
            return Ownership.Unknown;
        }

        return Standing(account).Any(deployment => isDeployment ? deployment.Id == source : Serves(tag, api, deployment))
            ? Ownership.Serving
            : Ownership.Gone;
    }

    private bool IsLeftBehind(OwnershipTag tag, Api api) =>
        FleetClaims.IsLeft(tag, settings)
        || settings.Fleets.Any(fleet =>
            fleet.Name == tag.Fleet
            && !FleetProbe.Is(api.Id, fleet)
            && !fleet.Compatibility.Any(compatibility =>
                string.Equals(
                    FleetIds.Api(fleet.Name, compatibility == Compatibility.AzureOpenAIV1),
                    api.Id,
                    StringComparison.OrdinalIgnoreCase
                )
            )
        );

    /// <summary>
    /// True when both ownership tags name one account, wherever it was when each was written: a run may write what is its own account's,
    /// and nobody else's.
    /// </summary>
    public bool IsSameOwner(OwnershipTag one, OwnershipTag other) => AccountOf(one) == AccountOf(other);

    // What lies outside of the scopes is another importer's, so whether it was moved is not for this one to say.
    private ResourceId AccountOf(OwnershipTag tag) =>
        IsInScope(tag.Source) ? _places.AccountOf(tag.Source, tag.Host) : FoundryAccount.IdOf(tag.Source);

    private bool IsInScope(ResourceId source) => settings.Scopes.Any(scope => scope.Covers(source));

    // Whatever its state: a deployment that Resource Manager still lists may be answering calls, unless it is on its way out.
    private IEnumerable<ModelDeployment> Standing(ResourceId account) =>
        _deployments[account]
            .Where(deployment => !string.Equals(deployment.ProvisioningState, "Deleting", StringComparison.OrdinalIgnoreCase));

    // The Azure OpenAI paths take OpenAI models only; the others take every model.
    private static bool Serves(OwnershipTag tag, Api? api, ModelDeployment deployment) =>
        api is null
        || deployment.IsOpenAI
        || !(
            tag.AdoptedAs is { } word
                ? string.Equals(word, nameof(Compatibility.AzureOpenAI), StringComparison.OrdinalIgnoreCase)
                : api.Path.EndsWith("/openai", StringComparison.OrdinalIgnoreCase)
        );
}
