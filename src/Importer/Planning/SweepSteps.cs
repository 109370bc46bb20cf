using Importer.Configuration;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Planning;

/// <summary>
/// Which steps a sweep carries out, by <see cref="DriftMode"/>; the others are only told.
/// <code>
/// step                                             | Import | Report | Repair
/// a withdrawal that a run announced, now due       | done   | done   | done
/// something that is missing                        | done   | told   | done
/// an API that lacks operations of a newer design   | done   | told   | done
/// an API that lacked a policy and lacks it no more | done   | told   | done
/// an API that is closed by the company's rules     | done   | told   | done
/// everything else (changed, orphaned, a lost role) | told   | told   | done
/// </code>
/// </summary>
internal static class SweepSteps
{
    public static (IReadOnlyList<PlannedStep> Taken, IReadOnlyList<PlannedStep> ReportedOnly) Split(
        IReadOnlyList<PlannedStep> steps,
        PlanInput input
    )
    {
        if (input.Sweep is not { } mode || mode == DriftMode.Repair)
        {
            return (steps, []);
        }

        var taken = steps.Where(step => step.IsAnnounced).Select(step => step.Key).ToHashSet();
        if (mode == DriftMode.Import)
        {
            taken.UnionWith(Missing(steps, input));
        }

        // An API that must not answer is not left open until somebody looks.
        if (mode == DriftMode.Import)
        {
            taken.UnionWith(steps.Where(step => step.Resource is ApiPolicy { Closes: true }).Select(step => step.Key));
        }

        taken.UnionWith(
            steps
                .Where(step =>
                    step is { Change: ChangeKind.Delete, Resource: Backend or NamedValue }
                    && step.After.Count > 0
                    && step.After.All(taken.Contains)
                )
                .Select(step => step.Key)
        );
        var byFate = steps.ToLookup(step => taken.Contains(step.Key));
        return ([.. byFate[true]], [.. byFate[false]]);
    }

    private static HashSet<ResourceKey> Missing(IReadOnlyList<PlannedStep> steps, PlanInput input)
    {
        var created = steps.Where(step => step.Change == ChangeKind.Create).ToList();
        var accounts = created.Select(step => (step.Resource as Api)?.OwnershipTag?.Source).OfType<ResourceId>().ToList();
        var grown = steps.Where(IsGrown).Select(step => step.Key.Name).Concat(input.Completed).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var behind = input
            .Wanted.OfType<ApiPolicy>()
            .Where(policy => input.Completed.Contains(policy.Api))
            .SelectMany(policy => policy.Uses)
            .ToHashSet();
        var missing = created
            .Where(step => IsMissing(step.Resource, accounts))
            .Concat(steps.Where(step => step.Change != ChangeKind.Delete && step.Resource.ApiId is { } api && grown.Contains(api)))
            .Concat(steps.Where(step => step.Change != ChangeKind.Delete && behind.Contains(step.Key)))
            .Select(step => step.Key)
            .ToHashSet();

        // What they stand on comes before them, or they would stand on nothing.
        var planned = steps.ToLookup(step => step.Key);
        for (var more = missing.ToList(); more.Count > 0; )
        {
            more = [.. more.SelectMany(key => planned[key]).SelectMany(step => step.After).Where(missing.Add)];
        }

        return missing;
    }

    // A role or identity that is gone may have been taken away on purpose: it is made only for an API that is made.
    private static bool IsMissing(GatewayResource resource, List<ResourceId> accounts) =>
        resource switch
        {
            RoleGrant grant => accounts.Exists(grant.Account.Covers),
            ServiceIdentity => accounts.Count > 0,
            _ => true,
        };

    // The design is another than the one that was written last, and has operations that are not there: an event went missing.
    private static bool IsGrown(PlannedStep step) =>
        step is { Change: ChangeKind.Update, Resource: Api }
        && step.Differences.Any(difference => difference is { Field: "operation", Expected: not null, Actual: null })
        && step.Differences.Any(difference => difference.Field == "design")
        && step.Differences.All(difference => difference.Field != "document");
}
