using Importer.Resources;

namespace Importer.Deployments;

/// <summary>A Microsoft.CognitiveServices/accounts/deployments resource: a model under a name.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.cognitiveservices/accounts/deployments</remarks>
public sealed record ModelDeployment
{
    /// <summary>The Resource Manager type of a deployment.</summary>
    public const string ResourceType = "Microsoft.CognitiveServices/accounts/deployments";

    /// <summary>The deployment's id.</summary>
    public required ResourceId Id { get; init; }

    /// <summary>Who made the model: <c>OpenAI</c>, <c>Meta</c>, <c>Mistral AI</c>, … an open set.</summary>
    public required string ModelFormat { get; init; }

    /// <summary>The model's name, such as <c>gpt-4o</c>; not the deployment's.</summary>
    public required string ModelName { get; init; }

    /// <summary>The model's version; empty when Resource Manager gives none.</summary>
    public string ModelVersion { get; init; } = "";

    /// <summary>The SKU's name, such as <c>GlobalStandard</c>; empty when absent.</summary>
    public string Sku { get; init; } = "";

    /// <summary>Capacity in units of the SKU: thousands of tokens per minute for the standard kinds, PTUs for provisioned ones.</summary>
    public int? Capacity { get; init; }

    /// <summary>The name of its content filter (<c>raiPolicyName</c>); null when Resource Manager names none.</summary>
    public string? ContentFilter { get; init; }

    /// <summary>The standard deployment of the same account that takes what a provisioned one cannot; null for none.</summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/ai-foundry/openai/how-to/spillover-traffic-management</remarks>
    public string? SpilloverDeployment { get; init; }

    /// <summary><c>Succeeded</c>, <c>Creating</c>, <c>Failed</c>, … as Resource Manager says.</summary>
    public required string ProvisioningState { get; init; }

    /// <summary>True when somebody paused the deployment; its API stays, its test calls are skipped.</summary>
    public bool Paused { get; init; }

    /// <summary>Capability flags as Resource Manager reports them; partner models often have none.</summary>
    public IReadOnlyDictionary<string, string> CapabilityFlags { get; init; } = FoundryAccount.NoTags;

    /// <summary>Tags, names compared without regard to case.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = FoundryAccount.NoTags;

    /// <summary>
    /// What its owner chose for the end of the model's version, such as <c>NoAutoUpgrade</c>; null when Resource Manager gives none.
    /// </summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/ai-foundry/openai/concepts/model-versions</remarks>
    public string? UpgradeOption { get; init; }

    /// <summary>When it was made; null when Resource Manager does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The deployment's name: what clients send.</summary>
    public string Name => Id.Name;

    /// <summary>The account that holds the deployment.</summary>
    public ResourceId AccountId => Id.Parent();

    /// <summary>True when the model's format is OpenAI.</summary>
    public bool IsOpenAI => string.Equals(ModelFormat, "OpenAI", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// True when Resource Manager still works on it, so that looking again later makes sense. The states are an open set: one that is
    /// not known to be an end is none.
    /// </summary>
    /// <remarks>Source: https://learn.microsoft.com/rest/api/aiservices/accountmanagement/deployments/get#deploymentprovisioningstate</remarks>
    public bool IsSettling =>
        !IsSucceeded && !Is(ProvisioningState, "Failed") && !Is(ProvisioningState, "Canceled") && !Is(ProvisioningState, "Disabled");

    /// <summary>True when it is being torn down.</summary>
    public bool IsDeleting => Is(ProvisioningState, "Deleting");

    /// <summary>True when the deployment was made and not torn down.</summary>
    public bool IsSucceeded => Is(ProvisioningState, "Succeeded");

    /// <summary>True for batch SKUs, which answer no synchronous call.</summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/ai-services/openai/how-to/batch</remarks>
    public bool IsBatch => Sku.EndsWith("Batch", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string state, string word) => string.Equals(state, word, StringComparison.OrdinalIgnoreCase);
}
