using Importer.Deployments;

namespace Importer.Health;

/// <summary>Says what an answer means.</summary>
internal static class ProbeVerdict
{
    /// <summary>Adds verdict, usage, cause and fix to a result.</summary>
    public static ProbeResult Judge(ProbeResult result, ProbeTarget target, ProbeAnswer answer)
    {
        var seen = result with { HttpStatus = answer.Status, LatencyMs = answer.Ms, Usage = ProbeProof.Usage(answer.Body), RetryAfter = answer.RetryAfter };
        if (!answer.IsSuccess)
        {
            return Explain(seen with { Fault = answer.Silence ?? ProbeFault.Read(answer.Status!.Value, answer.Body, answer.RetryAfter, answer.Key) }, target);
        }

        return ProbeProof.Missing(result.Capability!.Value, target.Deployment, answer) is { } missing
            ? seen with
            {
                Status = ProbeStatus.Unhealthy,
                Code = CauseCode.EmptyAnswer,
                Cause = $"success, but {missing} in the answer",
                Fix = "something between gateway and model changes the answer: look at the API's outbound policy, and at what the backend's URL names",
            }
            : seen with { Status = ProbeStatus.Healthy, Audience = target.Compatibility == Compatibility.Anthropic ? target.Facts.Audience : null };
    }

    /// <summary>Says why a result is not good, from its fault and from what is known of the target; a result without a fault stays as it is.</summary>
    public static ProbeResult Explain(ProbeResult result, ProbeTarget target)
    {
        if (result.Fault is not { } fault)
        {
            return result;
        }

        if (ModelRefusals.Of(fault) == RefusalProof.Works)
        {
            return result with { Status = ProbeStatus.Healthy, Fault = null };
        }

        var cause = CauseFinder.Find(fault, target.Facts);
        var isPending = target.IsFresh && cause.MayPass && fault.Status is 401 or 403 or 404 or >= 500;
        return result with
        {
            Status = StatusOf(fault, cause, isPending),
            Code = cause.Code,
            Cause = $"{cause.Sentence}{(fault.Evidence.Length == 0 ? "" : $" ({fault.Evidence})")}{(isPending ? "; fresh roles and deployments take minutes to be effective" : "")}",
            Fix = cause.Fix,
        };
    }

    // Who pauses a deployment means it; the management plane tells some time after the endpoint does.
    private static ProbeStatus StatusOf(ProbeFault fault, Cause cause, bool isPending) => cause.Code switch
    {
        CauseCode.DeploymentPaused or CauseCode.TestCallUnfit => ProbeStatus.Skipped,
        _ when fault.Status == 429 => ProbeStatus.Throttled,
        _ when isPending => ProbeStatus.Pending,
        _ => ProbeStatus.Unhealthy,
    };
}
