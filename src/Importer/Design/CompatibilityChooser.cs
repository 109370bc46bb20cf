using Importer.Configuration;
using Importer.Deployments;

namespace Importer.Design;

/// <summary>Chooses how clients call a deployment. Depends only on what exists now, so the order of events cannot matter.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/azure-ai-foundry-api#client-compatibility-options</remarks>
internal static class CompatibilityChooser
{
    /// <summary>The compatibilities of one deployment beside the others of its account, each with its sentence.</summary>
    public static IEnumerable<(Compatibility Compatibility, string Reason)> Choose(
        ModelDeployment deployment,
        ResolvedProfile profile,
        AccountModels models
    ) =>
        Wanted(deployment, profile, models)
            .Where(choice => Serves(choice.Compatibility, deployment) && HasOperations(choice.Compatibility, profile));

    // The operations of an HTTP API are /openai/deployments/{deployment}/…, so its path has no suffix and holds one compatibility.
    private static bool HasOperations(Compatibility compatibility, ResolvedProfile profile) =>
        profile.Profile.Source != ImportSource.Http || compatibility == Compatibility.AzureOpenAI;

    /// <summary>Whether a deployment answers under a compatibility: an operation of it makes the model work.</summary>
    public static bool Serves(Compatibility compatibility, ModelDeployment deployment) =>
        CapabilityCatalog.Serves(compatibility, deployment);

    /// <summary>Why a deployment is under none of the compatibilities that its settings name.</summary>
    public static string Misfit(ModelDeployment deployment, ResolvedProfile profile)
    {
        var fitting = Enum.GetValues<Compatibility>().Where(compatibility => Serves(compatibility, deployment)).ToList();
        if (!fitting.Exists(compatibility => HasOperations(compatibility, profile)))
        {
            return $"model {deployment.ModelName} of format {deployment.ModelFormat} is called by {string.Join(" or ", fitting)}, and Source Http makes "
                + "operations of Azure OpenAI alone (/openai/deployments/…); give it Source Catalogue, or OpenApi with a document of its own, by a rule";
        }

        return $"model {deployment.ModelName} of format {deployment.ModelFormat} is called by {string.Join(" or ", fitting)}, "
            + $"and its settings name {ProfileFieldText.Of(ProfileFields.Compatibility, profile.Profile)} only; add one of those to Compatibility";
    }

    private static IEnumerable<(Compatibility Compatibility, string Reason)> Wanted(
        ModelDeployment deployment,
        ResolvedProfile profile,
        AccountModels models
    )
    {
        var origin = profile.Origins.GetValueOrDefault(ProfileFields.Compatibility, ResolvedProfile.FromDefaults);
        return profile.Profile switch
        {
            { Compatibility: { Count: > 0 } chosen } => chosen
                .Distinct()
                .Order()
                .Select(compatibility => (compatibility, $"Compatibility is set to {string.Join(", ", chosen)} by {origin}")),
            { AutoV1: true } => [OneWay(deployment, origin)],
            _ => Auto(deployment, models),
        };
    }

    /// <summary>False for models that are called in a way of their own: they say nothing about the others of the account.</summary>
    public static bool IsCounted(ModelDeployment deployment) => !Serves(Compatibility.Anthropic, deployment);

    // What Microsoft recommends since the Azure AI Inference clients are retired (2026-08-26).
    // Source: https://learn.microsoft.com/azure/ai-foundry/foundry-models/how-to/create-model-deployments
    private static (Compatibility Compatibility, string Reason) OneWay(ModelDeployment deployment, string origin) =>
        deployment switch
        {
            _ when Serves(Compatibility.Anthropic, deployment) => (Compatibility.Anthropic, AsAnthropic(deployment)),
            { IsOpenAI: true } => (
                Compatibility.AzureOpenAI,
                $"{deployment.ModelName} is an OpenAI model, and Compatibility is set to AutoV1 by {origin}"
            ),
            _ => (
                Compatibility.AzureOpenAIV1,
                $"{deployment.ModelName} is no OpenAI model, and Compatibility is set to AutoV1 by {origin}"
            ),
        };

    private static string AsAnthropic(ModelDeployment deployment) =>
        $"{deployment.ModelName} is an Anthropic model, which is called by its Messages API alone";

    private static IEnumerable<(Compatibility Compatibility, string Reason)> Auto(ModelDeployment deployment, AccountModels models)
    {
        if (!IsCounted(deployment))
        {
            return [(Compatibility.Anthropic, AsAnthropic(deployment))];
        }

        return (deployment.IsOpenAI, models.HasOthers) switch
        {
            (true, false) => [(Compatibility.AzureOpenAI, models.Sentence)],
            (true, true) => [(Compatibility.AzureOpenAI, models.Sentence), (Compatibility.AzureAI, models.Sentence)],
            _ => [(Compatibility.AzureAI, models.Sentence)],
        };
    }
}

/// <summary>The admitted models of one account that count where the design chooses how they are called.</summary>
internal sealed class AccountModels
{
    private readonly Lazy<string> _sentence;

    public AccountModels(FoundryAccount account, IEnumerable<ModelDeployment> admitted)
    {
        var byMaker = admitted.Where(CompatibilityChooser.IsCounted).ToLookup(deployment => deployment.IsOpenAI);
        HasOthers = byMaker.Contains(false);
        _sentence = new(() => Words(account.Name, byMaker));
    }

    /// <summary>Whether some are no OpenAI models.</summary>
    public bool HasOthers { get; }

    /// <summary>What the account holds, in words: the reason for each of its deployments.</summary>
    public string Sentence => _sentence.Value;

    private static string Words(string account, ILookup<bool, ModelDeployment> byMaker) =>
        (byMaker.Contains(true), byMaker.Contains(false)) switch
        {
            (_, false) => $"{account} holds only OpenAI models ({Names(byMaker[true])})",
            (false, _) => $"{account} holds no OpenAI model ({Names(byMaker[false])})",
            _ => $"{account} holds OpenAI models ({Names(byMaker[true])}) and others ({Names(byMaker[false])})",
        };

    private static string Names(IEnumerable<ModelDeployment> deployments) =>
        string.Join(", ", deployments.Select(deployment => deployment.ModelName).Distinct().Order(StringComparer.OrdinalIgnoreCase));
}
