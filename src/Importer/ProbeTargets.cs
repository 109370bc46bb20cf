using Importer.Applying;
using Importer.Design;
using Importer.Gateway;
using Importer.Health;

namespace Importer;

/// <summary>Chooses which deployments a run proves.</summary>
internal static class ProbeTargets
{
    /// <summary>The deployments that were asked about, and every one behind an API that was just made or changed.</summary>
    public static IReadOnlyList<ProbeTarget> ToProve(ReconcileRequest request, GatewayDesign design, IReadOnlyList<StepResult> results)
    {
        var broken = results.Where(result => result.Outcome != StepOutcome.Done).Select(result => result.Step.Resource.ApiId).ToHashSet();
        var changed = results.Where(result => result.Outcome == StepOutcome.Done).Select(result => result.Step.Resource.ApiId).ToHashSet();
        return [.. design.Decisions
            .Where(decision => !broken.Contains(decision.ApiId) && (changed.Contains(decision.ApiId) || decision.Deployment.Id == request.Scope || request.Prove.Contains(decision.Deployment.Id)))
            .Select(Of)];
    }

    /// <summary>The target of one decision.</summary>
    public static ProbeTarget Of(Decision decision) => new()
    {
        Deployment = decision.Deployment,
        Api = decision.ApiId,
        Path = decision.Source == ImportSource.Http ? $"{decision.ApiPath}/openai" : decision.ApiPath,
        Compatibility = decision.Compatibility,
        ApiVersion = decision.ApiVersion,
        KeyHeader = decision.KeyHeader,
    };
}
