using Importer.Deployments;

namespace Importer.Design;

/// <summary>Chooses how clients call a deployment. Depends only on what exists now, so the order of events cannot matter.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/azure-ai-foundry-api#client-compatibility-options</remarks>
internal static class CompatibilityChooser
{
    /// <summary>The compatibilities of one deployment among the live ones of its account, each with its sentence.</summary>
    public static IEnumerable<(Compatibility Compatibility, string Reason)> Choose(
        ModelDeployment deployment, ResolvedProfile profile, IReadOnlyList<ModelDeployment> live) =>
        profile.Profile.Compatibility is { Count: > 0 } chosen
            ? chosen.Distinct().Order().Where(compatibility => Serves(compatibility, deployment))
                .Select(compatibility => (compatibility, $"Compatibility is set to {string.Join(", ", chosen)} by {profile.Origins.GetValueOrDefault(ProfileFields.Compatibility, ResolvedProfile.FromDefaults)}"))
            : Auto(deployment, live);

    /// <summary>Whether a deployment answers under a compatibility: the Azure OpenAI paths take OpenAI models only.</summary>
    public static bool Serves(Compatibility compatibility, ModelDeployment deployment) =>
        compatibility != Compatibility.AzureOpenAI || deployment.IsOpenAI;

    private static IEnumerable<(Compatibility Compatibility, string Reason)> Auto(ModelDeployment deployment, IReadOnlyList<ModelDeployment> live)
    {
        var account = deployment.AccountId.Name;
        if (live.All(other => other.IsOpenAI))
        {
            return [(Compatibility.AzureOpenAI, $"{account} holds only OpenAI models ({Models(live)})")];
        }

        if (!live.Any(other => other.IsOpenAI))
        {
            return [(Compatibility.AzureAI, $"{account} holds no OpenAI model ({Models(live)})")];
        }

        var reason = $"{account} holds OpenAI models ({Models(live.Where(other => other.IsOpenAI))}) and others ({Models(live.Where(other => !other.IsOpenAI))})";
        return deployment.IsOpenAI
            ? [(Compatibility.AzureOpenAI, reason), (Compatibility.AzureAI, reason)]
            : [(Compatibility.AzureAI, reason)];
    }

    private static string Models(IEnumerable<ModelDeployment> deployments) =>
        string.Join(", ", deployments.Select(deployment => deployment.ModelName).Distinct().Order(StringComparer.OrdinalIgnoreCase));
}
