using Importer.Deployments;
using Importer.Gateway;
using Importer.Planning;

namespace Importer;

/// <summary>Decides what a run may do with something that carries our mark, from what it found on the source side.</summary>
internal sealed class Claims(Inventory inventory, ImporterSettings settings)
{
    private readonly ILookup<ResourceId, ModelDeployment> _deployments = inventory.Accounts
        .SelectMany(found => found.Deployments.Select(deployment => (found.Account.Id, Deployment: deployment)))
        .ToLookup(pair => pair.Id, pair => pair.Deployment);

    /// <summary>The claim on a resource with this mark; <paramref name="api"/> narrows it to what that API can serve.</summary>
    public Claim Of(OwnershipMark mark, Api? api)
    {
        if (!settings.Scopes.Any(scope => scope.Covers(mark.Source)))
        {
            return Claim.Foreign;
        }

        var isDeployment = mark.Source.IsOfType(ModelDeployment.ResourceType);
        var account = FoundryAccount.IdOf(mark.Source);
        if (!inventory.KnowsAbout(account))
        {
            return Claim.Unknown;
        }

        return Standing(account).Any(deployment => isDeployment ? deployment.Id == mark.Source : Serves(mark, api, deployment))
            ? Claim.Serving
            : Claim.Gone;
    }

    // Whatever its state: a deployment that Resource Manager still lists may be answering calls, unless it is on its way out.
    private IEnumerable<ModelDeployment> Standing(ResourceId account) => _deployments[account]
        .Where(deployment => !string.Equals(deployment.ProvisioningState, "Deleting", StringComparison.OrdinalIgnoreCase));

    // The Azure OpenAI paths take OpenAI models only; the others take every model.
    private static bool Serves(OwnershipMark mark, Api? api, ModelDeployment deployment) =>
        api is null || deployment.IsOpenAI || !(mark.AdoptedAs is { } word
            ? string.Equals(word, nameof(Compatibility.AzureOpenAI), StringComparison.OrdinalIgnoreCase)
            : api.Path.EndsWith("/openai", StringComparison.OrdinalIgnoreCase));
}
