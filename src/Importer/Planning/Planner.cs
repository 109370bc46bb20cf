using Importer.Gateway;

namespace Importer.Planning;

/// <summary>
/// Compares what the gateway should hold with what it holds. Pure: two lists in, a plan out.
/// <code>
/// wanted | found            | plan
/// yes    | no               | create
/// yes    | ours, equal      | nothing
/// yes    | ours, different  | update
/// yes    | another source's | conflict, told; the other keeps it as long as it is wanted or serves
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
            Findings = [.. wanted.Findings, .. unwanted.Findings, .. Copies(input, wanted.Findings)],
            Ignored = [.. wanted.Ignored, .. unwanted.Ignored],
            Refusal = DeletionGuard.Refusal(input, steps),
        };
    }

    // Only those that claim a source which this run looks at: the others are told by the run that does.
    private static IEnumerable<PlanFinding> Copies(PlanInput input, IReadOnlyList<PlanFinding> told) => input.Found.Resources.Values
        .Where(found => found.Unproven is { } unproven
            && found.Resource is not Api { IsCurrent: false }
            && input.ClaimOf(new OwnershipMark(unproven.Source, ""), null) is Claim.Gone or Claim.Serving
            && !input.TakeOver.Contains(found.Resource.Key)
            && !told.Any(finding => string.Equals(finding.Subject, found.Resource.Key.Name, StringComparison.OrdinalIgnoreCase)))
        .OrderBy(found => found.Resource.Key.Kind).ThenBy(found => found.Resource.Key.Name, StringComparer.OrdinalIgnoreCase)
        .Select(found => new PlanFinding(
            FindingKind.Copy,
            found.Resource.Key.Name,
            $"{found.Resource.Key} carries an ownership mark that does not verify there ({found.Unproven!.Text}): it was copied or typed in, or the key of ownership marks is another one. It counts for nothing and the resource is left alone; take the words out of its description{(found.Resource is Api ? $", or have the API managed: POST /api/import with \"adopt\": \"{found.Resource.Key.Name}\"" : "")}"));
}
