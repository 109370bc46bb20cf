using Importer.Configuration;
using Importer.Deployments;

namespace Importer.Design;

/// <summary>Decides who is in, with a reason for everybody who is not.</summary>
internal static class Admission
{
    private static readonly string[] Kinds = ["OpenAI", "AIServices", "CognitiveServices"];

    /// <summary>Why an account with deployments is left out as a whole; null when it is in.</summary>
    public static SetAside? Refusal(FoundryAccount account)
    {
        if (!Kinds.Contains(account.Kind, StringComparer.OrdinalIgnoreCase))
        {
            return new(
                account.Id.Value,
                $"accounts of kind {account.Kind} are not imported; only OpenAI and AIServices (and CognitiveServices with model deployments) are"
            );
        }

        return account.IsReady
            ? null
            : new(
                account.Id.Value,
                $"the account is {account.ProvisioningState}, not Succeeded; it is looked at again",
                MayPass: !IsFinal(account.ProvisioningState)
            );
    }

    /// <summary>Why a deployment is left out; null when it is in.</summary>
    public static SetAside? Refusal(ModelDeployment deployment, ResolvedProfile profile)
    {
        var id = deployment.Id.Value;
        if (profile.LeftOutBy is { } reason)
        {
            return new(id, $"left out: {reason}");
        }

        if (!deployment.IsSucceeded)
        {
            return deployment.IsSettling
                ? new(id, $"still {deployment.ProvisioningState}; it is looked at again until it settles", MayPass: true)
                {
                    TellsItself = true,
                }
                : new(id, $"its provisioning ended as {deployment.ProvisioningState}; deploy it again in Foundry");
        }

        if (deployment.Paused)
        {
            return new(id, "paused; resume it in Foundry to have it imported and tested");
        }

        if (deployment.IsBatch)
        {
            return new(id, $"SKU {deployment.Sku} answers batches only, no calls through a gateway");
        }

        return CapabilityCatalog.Unknown(deployment) is { } unknown ? new(id, unknown) : null;
    }

    private static bool IsFinal(string state) =>
        string.Equals(state, "Failed", StringComparison.OrdinalIgnoreCase)
        || string.Equals(state, "Canceled", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The tag by which owners of an account or a deployment keep it out of the gateway.</summary>
internal static class OptOut
{
    /// <summary>
    /// A sentence when the account or the deployment carries <paramref name="optOutTag"/> (<c>name=value</c>), else null.
    /// An empty tag leaves nothing out; a null deployment asks about the account alone.
    /// </summary>
    public static string? Reason(FoundryAccount account, ModelDeployment? deployment, string optOutTag)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (string.IsNullOrEmpty(optOutTag))
        {
            return null;
        }

        if (TagPattern.Find(optOutTag, account.Tags) is { } onAccount)
        {
            return $"the account carries the tag {onAccount}";
        }

        return deployment is not null && TagPattern.Find(optOutTag, deployment.Tags) is { } onDeployment
            ? $"the deployment carries the tag {onDeployment}"
            : null;
    }
}
