using Importer.Gateway;

namespace Importer.Planning;

/// <summary>
/// Compares what the gateway should hold with what it holds. Pure: two lists in, a plan out.
/// <code>
/// wanted | found            | plan
/// yes    | no               | create
/// yes    | ours, equal      | nothing
/// yes    | ours, different  | update
/// yes    | somebody else's  | conflict, told; nothing that depends on it
/// no     | ours, gone       | delete, once its time has come and the guard agreed
/// no     | ours, serving    | kept, told
/// no     | anything else    | nothing
/// </code>
/// </summary>
public static class Planner
{
    /// <summary>The APIs that nothing stands behind any more: they are withdrawn, now or later.</summary>
    public static IReadOnlyList<Observed> Gone(PlanInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return UnwantedPlan.Gone(input);
    }

    /// <summary>Makes the plan.</summary>
    public static Plan Compare(PlanInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var wanted = WantedPlan.Of(input);
        var unwanted = UnwantedPlan.Of(input, wanted.Steps);
        var (steps, told) = SweepSteps.Split([.. unwanted.First, .. wanted.Steps, .. unwanted.Steps], input);
        return new Plan
        {
            // A diagnostic goes before the policy that tells of it, so that a run which is cut off leaves the next a trace.
            Steps = steps,
            Told = told,
            Unchanged = wanted.Unchanged,
            Findings = [.. wanted.Findings, .. unwanted.Findings],
            Ignored = [.. wanted.Ignored, .. unwanted.Ignored],
            Refusal = DeletionGuard.Refusal(input, steps),
        };
    }
}
