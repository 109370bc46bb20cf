namespace Importer.Deployments;

/// <summary>How clients call a model through the gateway: the client compatibility of an imported API.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/azure-ai-foundry-api#client-compatibility-options</remarks>
public enum Compatibility
{
    /// <summary>Azure OpenAI: <c>&lt;base&gt;/openai</c>, the deployment in the path.</summary>
    AzureOpenAI,

    /// <summary>Azure AI Model Inference: <c>&lt;base&gt;/models</c>, the deployment in the body.</summary>
    AzureAI,

    /// <summary>Azure OpenAI v1: <c>&lt;base&gt;/openai/v1</c>, the deployment in the body.</summary>
    AzureOpenAIV1,

    /// <summary>
    /// Anthropic: <c>&lt;base&gt;/anthropic</c>, the deployment in the body, the key in <c>x-api-key</c>. No page of API
    /// Management documents it as an option of the wizard; the paths are those of the account.
    /// Source: https://learn.microsoft.com/azure/ai-foundry/foundry-models/how-to/use-foundry-models-claude
    /// </summary>
    Anthropic,
}
