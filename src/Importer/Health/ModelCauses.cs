namespace Importer.Health;

/// <summary>Causes that lie with the model.</summary>
internal static class ModelCauses
{
    public static IReadOnlyList<CauseRule> Rules { get; } =
    [
        new((fault, _) => fault.Status == 400 && fault.Says("content_filter", "content management policy"), (_, facts) => new(
            CauseCode.ContentFilter,
            "the model's content filter blocked the test call",
            $"loosen the content filter of the deployment (Foundry portal, {facts.AccountName} > Guardrails + controls > Content filters)")),
        new((fault, _) => fault.Status == 423 || (fault.Status == 400 && fault.Says("paused")), (_, facts) => new(
            CauseCode.DeploymentPaused,
            "the deployment is paused",
            $"resume it in the Foundry portal ({facts.AccountName} > Deployments), or leave it: paused deployments are skipped")),
        new((fault, _) => fault.Status == 400 && fault.Says("OperationNotSupported", "does not work with the specified model"), (_, _) => new(
            CauseCode.ModelRefused,
            "the model does not support this operation",
            "set Compatibility for it (AzureAI takes every chat and embedding model), or leave it out with a rule (Import: false)")),
        new((fault, _) => fault.Status is >= 400 and < 500, (_, _) => new(
            CauseCode.ModelRefused,
            "the model refuses the test call",
            "look at the message; if the model needs another request, leave it out of the import (a rule with Import: false) or name another Compatibility")),
        new((fault, _) => fault.Status >= 500, (_, facts) => new(
            CauseCode.ModelFault,
            "the model failed",
            $"mostly this passes; if it stays, see Resource health of {facts.AccountName} in the Azure portal and https://azure.status.microsoft")),
    ];
}
