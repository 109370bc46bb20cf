using Importer.Gateway;

namespace Importer.Planning;

/// <summary>The half of a plan that makes what is wanted.</summary>
internal sealed record WantedPlan(IReadOnlyList<PlannedStep> Steps, int Unchanged, IReadOnlyList<PlanFinding> Findings, IReadOnlyList<PlannedStep> Ignored)
{
    public static WantedPlan Of(PlanInput input)
    {
        var blocked = new Dictionary<ResourceKey, PlanFinding>();
        var steps = new List<PlannedStep>();
        var ignored = new List<PlannedStep>();
        var unchanged = 0;
        var waiting = WaitingDocuments.Of(input);
        foreach (var resource in input.Wanted.OrderBy(resource => resource.Key.Kind).ThenBy(resource => resource.Key.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (resource is Api or ApiPolicy && waiting.ContainsKey(resource.ApiId!))
            {
                unchanged++;
            }
            else if (PeoplesFields.Hold(resource, input))
            {
                unchanged++;
                ignored.AddRange(PeoplesFields.Untaken(resource, input) is { } untaken ? [untaken] : []);
            }
            else if (Obstacles.Find(resource, input) is { } finding)
            {
                blocked[resource.Key] = finding;
            }
            else if (resource.DependsOn.Any(blocked.ContainsKey))
            {
                blocked[resource.Key] = blocked[resource.DependsOn.First(blocked.ContainsKey)];
            }
            else if (Step(resource, input, ignored) is { } step)
            {
                steps.Add(step);
            }
            else
            {
                unchanged++;
            }
        }

        var useless = Useless(input.Wanted.OfType<ApiPolicy>(), blocked);
        return new WantedPlan(WithOrder([.. steps.Where(step => !useless.Contains(step.Key))]), unchanged, [.. blocked.Values.Distinct(), .. waiting.Values], ignored);
    }

    // A backend or key that only a blocked API would use is not made.
    private static HashSet<ResourceKey> Useless(IEnumerable<ApiPolicy> policies, Dictionary<ResourceKey, PlanFinding> blocked)
    {
        var byFate = policies.ToLookup(policy => blocked.ContainsKey(policy.Key), policy => policy.Uses);
        return [.. byFate[true].SelectMany(uses => uses).Except(byFate[false].SelectMany(uses => uses))];
    }

    private static PlannedStep? Step(GatewayResource wanted, PlanInput input, List<PlannedStep> ignored)
    {
        if (input.Found.Find(wanted.Key) is not { } found)
        {
            return new PlannedStep { Change = ChangeKind.Create, Resource = wanted, LastChange = wanted is ServiceIdentity ? input.Found.Service.LastChange : null };
        }

        var kept = PeoplesFields.Keep(wanted, found, input);
        var differences = Differences.Between(kept, found.Resource);
        var step = new PlannedStep { Change = ChangeKind.Update, Resource = kept, ETag = found.ETag, Differences = differences, LastChange = found.LastChange };
        if (!ReferenceEquals(kept, wanted) && Differences.Between(wanted, found.Resource).Except(differences).ToList() is { Count: > 0 } theirs)
        {
            ignored.Add(step with { Differences = theirs });
        }

        return differences.Count == 0 ? null : step;
    }

    private static List<PlannedStep> WithOrder(List<PlannedStep> steps)
    {
        var planned = steps.Select(step => step.Key).ToHashSet();
        return [.. steps.Select(step => step with { After = [.. step.Resource.DependsOn.Where(planned.Contains)] })];
    }
}
