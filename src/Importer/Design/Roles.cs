using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Design;

/// <summary>The role that the gateway's identity needs on an account.</summary>
/// <remarks>
/// Source: https://learn.microsoft.com/azure/api-management/api-management-authenticate-authorize-ai-apis and
/// https://learn.microsoft.com/azure/ai-foundry/foundry-models/how-to/configure-entra-id
/// </remarks>
internal static class Roles
{
    /// <summary>Cognitive Services OpenAI User: the <c>/openai</c> paths.</summary>
    public const string OpenAIUser = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";

    /// <summary>Cognitive Services User: every inference path.</summary>
    public const string CognitiveServicesUser = "a97b65f3-24c7-4388-baec-2e87135dc908";

    /// <summary>Cognitive Services OpenAI Contributor: does what OpenAI User does.</summary>
    public const string OpenAIContributor = "a001fd3d-188f-4b5d-821b-7da978bf7442";

    private const string Accounts = "Microsoft.CognitiveServices/accounts";
    private const string OpenAI = $"{Accounts}/OpenAI";

    /// <summary>The least role that serves these compatibilities and models.</summary>
    internal static RoleGrant For(ResourceId account, IEnumerable<ApiGroup> groups, AccessMode access)
    {
        ApiGroup[] all = [.. groups];
        var openAIOnly = all.All(group =>
            group.Compatibility is Compatibility.AzureOpenAI or Compatibility.AzureOpenAIV1
            && group.Members.All(member => member.Deployment.IsOpenAI)
        );
        return new RoleGrant
        {
            Account = account,
            RoleId = openAIOnly ? OpenAIUser : CognitiveServicesUser,
            RoleName = openAIOnly ? "Cognitive Services OpenAI User" : "Cognitive Services User",
            Alternatives = openAIOnly ? [CognitiveServicesUser, OpenAIContributor] : [],
            DataActions = [.. all.SelectMany(group => group.Members).SelectMany(DataActions).Distinct().Order(StringComparer.Ordinal)],
            CheckOnly = access == AccessMode.Check,
        };
    }

    // What a call needs is documented for OpenAI models by their paths, and for the others only as a whole; the data action
    // behind Anthropic's path is not documented at all.
    // https://learn.microsoft.com/azure/ai-foundry/foundry-models/how-to/configure-entra-id
    private static IEnumerable<string> DataActions(ApiMember member) =>
        member.Compatibility switch
        {
            Compatibility.Anthropic => [$"{Accounts}/*"],
            Compatibility.AzureAI => [$"{Accounts}/MaaS/*"],
            _ when member.Deployment.IsOpenAI && member.Can.Count > 0 => member.Can.Select(ActionFor),
            _ => [$"{Accounts}/OpenAI/*", $"{Accounts}/MaaS/*"],
        };

    // https://learn.microsoft.com/azure/role-based-access-control/permissions/ai-machine-learning#microsoftcognitiveservices
    private static string ActionFor(Capability capability) =>
        capability switch
        {
            Capability.Chat => $"{OpenAI}/deployments/chat/completions/action",
            Capability.Completions => $"{OpenAI}/deployments/completions/action",
            Capability.Embeddings => $"{OpenAI}/deployments/embeddings/action",
            Capability.Transcription or Capability.Translation or Capability.Speech => $"{OpenAI}/deployments/audio/action",
            Capability.Images => $"{OpenAI}/images/generations/action",
            Capability.Responses => $"{OpenAI}/responses/write",
            _ => $"{OpenAI}/*",
        };
}
