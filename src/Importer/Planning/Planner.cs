using Importer.Configuration;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Planning;

/// <summary>
/// Compares what the gateway should hold with what it holds. Pure: two lists in, a plan out.
/// <code>
/// wanted | found            | plan
/// yes    | no               | create
/// yes    | ours, equal      | nothing
/// yes    | ours, different  | update
/// yes    | another source's | conflict, reportedOnly; the other keeps it as long as it is wanted or serves
/// yes    | somebody else's  | conflict, reportedOnly; nothing that depends on it
/// no     | ours, gone       | delete, once its time has come and the guard agreed
/// no     | ours, serving    | kept, reportedOnly
/// no     | anything else    | nothing
/// </code>
/// </summary>
internal static class Planner
{
    /// <summary>The APIs that nothing stands behind any more: they are withdrawn, now or later.</summary>
    public static IReadOnlyList<Observed> Gone(PlanInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return PrunePlanner.Gone(input);
    }

    /// <summary>Makes the plan.</summary>
    public static Plan Compare(PlanInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var wanted = UpsertPlanner.Of(input);
        var unwanted = PrunePlanner.Of(input, wanted.Steps);
        var (steps, reportedOnly) = SweepSteps.Split([.. unwanted.First, .. wanted.Steps, .. unwanted.Steps], input);
        return new Plan
        {
            // A diagnostic goes before the policy that tells of it, so that a run which is cut off leaves the next a trace.
            Steps = steps,
            ReportedOnly = reportedOnly,
            Unchanged = wanted.Unchanged,
            Findings = [.. wanted.Findings, .. unwanted.Findings, .. Copies(input, wanted.Findings)],
            Ignored = [.. wanted.Ignored, .. unwanted.Ignored],
            Refusal = DeletionGuard.Refusal(input, steps),
            Blocked = wanted.Blocked,
        };
    }

    // Only those that claim a source which this run looks at: the others are reportedOnly by the run that does.
    private static IEnumerable<PlanFinding> Copies(PlanInput input, IReadOnlyList<PlanFinding> reportedOnly) =>
        input
            .Found.Resources.Values.Where(found =>
                found.Unproven is { } unproven
                && found.Resource is not Api { IsCurrent: false }
                && input.OwnershipOf(new OwnershipTag(unproven.Source, ""), null) is Ownership.Gone or Ownership.Serving
                && !input.TakeOver.Contains(found.Resource.Key)
                && !reportedOnly.Any(finding => string.Equals(finding.Subject, found.Resource.Key.Name, StringComparison.OrdinalIgnoreCase))
            )
            .OrderBy(found => found.Resource.Key.Kind)
            .ThenBy(found => found.Resource.Key.Name, StringComparer.OrdinalIgnoreCase)
            .Select(found => new PlanFinding(
                FindingKind.Copy,
                found.Resource.Key.Name,
                $"{found.Resource.Key} carries an ownership tag that does not verify there ({found.Unproven!.Text}): it was copied or typed in, or the key of ownership tags is another one. It counts for nothing and the resource is left alone; take the words out of its description{(found.Resource is Api ? $", or have the API managed: POST /api/import with \"adopt\": \"{found.Resource.Key.Name}\"" : "")}"
            ));
}

/// <summary>The half of a plan that withdraws what is ours and no longer wanted.</summary>
/// <param name="First">Deletions that come before everything else.</param>
/// <param name="Steps">The other deletions.</param>
/// <param name="Findings">What is kept.</param>
/// <param name="Ignored">What would be deleted, were it not people's.</param>
internal sealed record PrunePlanner(
    IReadOnlyList<PlannedStep> First,
    IReadOnlyList<PlannedStep> Steps,
    IReadOnlyList<PlanFinding> Findings,
    IReadOnlyList<PlannedStep> Ignored
)
{
    public static PrunePlanner Of(PlanInput input, IReadOnlyList<PlannedStep> changes)
    {
        var wanted = Wanted(input);
        var orphans = Orphans(input, wanted);
        var serving = orphans.Where(orphan => orphan.Ownership == Ownership.Serving).Select(orphan => orphan.Found).ToList();
        var gone = orphans.Where(orphan => orphan.Ownership == Ownership.Gone).Select(orphan => orphan.Found).ToList();
        var leaving = gone.Where(found => !input.NotYet.ContainsKey(found.Resource.Key.Name)).ToList();
        var apis = leaving
            .Select(found => Delete(found, []) with { IsAnnounced = input.Announced.Contains(found.Resource.Key.Name) })
            .ToList();
        var diagnostics = Loose<Diagnostic>(input, wanted)
            .Where(found => found.OwnershipTag is not null)
            .Select(found => Delete(found, []))
            .ToLookup(step => IgnoredFields.Hold(step.Resource, input));
        var unused = Unused(
                input,
                wanted,
                leaving,
                [.. serving.Select(found => found.OwnershipTag!), .. Undesigned(input)],
                [.. changes.Select(step => step.Resource).OfType<ApiPolicy>()]
            )
            .ToLookup(step => UserOf(step.Resource, input) is not null);
        var links = Unlink(input, wanted).ToLookup(step => IgnoredFields.Hold(step.Resource, input));
        return new PrunePlanner(
            [.. diagnostics[false]],
            [.. links[false], .. apis, .. unused[false]],
            [
                .. serving.Select(found => Kept(found, input)),
                .. gone.SelectMany(found => Parting(found.Resource.Key.Name, input)),
                .. unused[true].Select(step => InUse(step.Resource, input)),
            ],
            [.. diagnostics[true], .. links[true]]
        );
    }

    /// <summary>The APIs that may go.</summary>
    public static IReadOnlyList<Observed> Gone(PlanInput input) =>
        [.. Orphans(input, Wanted(input)).Where(orphan => orphan.Ownership == Ownership.Gone).Select(orphan => orphan.Found)];

    // What another source holds is judged by that source's claim, whoever else wants the place.
    private static HashSet<ResourceKey> Wanted(PlanInput input) =>
        [.. input.Wanted.Where(resource => !PlanConflicts.IsAnothers(resource, input)).Select(resource => resource.Key)];

    private static List<(Observed Found, Ownership Ownership)> Orphans(PlanInput input, HashSet<ResourceKey> wanted) =>
        [
            .. input
                .Found.OfType<Api>()
                .Where(found =>
                    found.OwnershipTag is not null
                    && !wanted.Contains(found.Resource.Key)
                    && !input.Undesigned.Contains(found.Resource.Key.Name)
                )
                .Select(found => (found, OwnershipOf(found, input))),
        ];

    // What cannot be designed this time stays with all that it stands on, whatever its policy names at the moment.
    private static IEnumerable<OwnershipTag> Undesigned(PlanInput input) =>
        input
            .Found.OfType<Api>()
            .Where(found => found.OwnershipTag is not null && input.Undesigned.Contains(found.Resource.Key.Name))
            .Select(found => found.OwnershipTag!);

    // When it goes, and what goes with it: reportedOnly before, while something can still be done.
    private static IEnumerable<PlanFinding> Parting(string api, PlanInput input)
    {
        if (input.NotYet.TryGetValue(api, out var reprieve))
        {
            yield return new PlanFinding(FindingKind.Leaving, api, reprieve.Reason)
            {
                LeavesAt = reprieve.LeavesAt,
                MayPass = reprieve.MayPass,
            };
        }

        if (input.Losses.TryGetValue(api, out var loss) && !loss.IsNone)
        {
            yield return new PlanFinding(FindingKind.Lost, api, loss.Sentence(api));
        }
    }

    private static Ownership OwnershipOf(Observed found, PlanInput input)
    {
        var ownership = input.OwnershipOf(found.OwnershipTag!, found.Resource as Api);
        return ownership switch
        {
            Ownership.Gone when !input.Deletion.Allowed || (found.OwnershipTag!.IsRestored && !input.Insist) => Ownership.Serving,
            Ownership.Serving when input.Insist && input.Deletion.Allowed => Ownership.Gone,
            _ => ownership,
        };
    }

    private static PlanFinding Kept(Observed found, PlanInput input) =>
        new(FindingKind.Kept, found.Resource.Key.Name, WhyKept(found.Resource.Key.Name, found.OwnershipTag!, input.Deletion))
        {
            Differences = KeptApis.Differences(found, input),
        };

    private static string WhyKept(string api, OwnershipTag tag, DeletionRules deletion)
    {
        if (tag.IsRestored)
        {
            return $"API {api} was put back after it was withdrawn, and the design does not ask for it; it stays. Once it does, the API is managed as before; to withdraw it again, import {tag.Source} with \"insist\": true; to keep it without the importer, detach it";
        }

        return deletion.Allowed
            ? $"API {api} is no longer wanted but still serves a live deployment of {tag.Source}; it stays. To withdraw it all the same, import that scope with \"insist\": true"
            : $"API {api} is no longer wanted; it stays because Deletion.Mode is Keep";
    }

    // Products and tags of our wanted APIs that the settings do not name.
    private static IEnumerable<PlannedStep> Unlink(PlanInput input, HashSet<ResourceKey> wanted) =>
        Loose<ProductLink>(input, wanted).Concat(Loose<ApiTag>(input, wanted)).Select(found => Delete(found, []));

    private static IEnumerable<Observed> Loose<T>(PlanInput input, HashSet<ResourceKey> wanted)
        where T : GatewayResource =>
        input
            .Found.OfType<T>()
            .Where(found =>
                found.Resource.ApiId is { } api
                && wanted.Contains(Api.KeyFor(api))
                && !wanted.Contains(found.Resource.Key)
                && input.Found.Find(Api.KeyFor(api))?.OwnershipTag is { } tag
                && !IsPeoples(tag, found)
                && input.OwnershipOf(tag, null) != Ownership.Foreign
            );

    // Whoever made an adopted API put it into products and tagged it; callers may hold keys of those products.
    private static bool IsPeoples(OwnershipTag tag, Observed found) => tag.AdoptedAs is not null && found.Resource is ProductLink or ApiTag;

    // Backends and named values that served only what is leaving; policies that stay are asked by name, as they will be.
    // Where an API of the same account stays that the design does not make, its policy may have been changed by people so that
    // it does not name them at the moment: then they stay as long as it does.
    private static IEnumerable<PlannedStep> Unused(
        PlanInput input,
        HashSet<ResourceKey> wanted,
        List<Observed> leaving,
        IReadOnlyList<OwnershipTag> kept,
        IReadOnlyList<ApiPolicy> changed
    )
    {
        var gone = leaving.Select(found => found.Resource.Key.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var after = changed.ToDictionary(policy => policy.Key, policy => policy.Xml);
        var staying = input
            .Found.OfType<ApiPolicy>()
            .Select(found => (ApiPolicy)found.Resource)
            .Where(policy => !gone.Contains(policy.Api))
            .Select(policy => after.GetValueOrDefault(policy.Key, policy.Xml))
            .ToList();
        var waiting = input
            .NotYet.Keys.Select(api => input.Found.Find(Api.KeyFor(api))?.OwnershipTag?.Source)
            .OfType<ResourceId>()
            .ToHashSet();
        return input
            .Found.Resources.Values.Where(found =>
                found.Resource is Backend or NamedValue
                && found.OwnershipTag is { } tag
                && !wanted.Contains(found.Resource.Key)
                && input.Deletion.Allowed
                && IsLeaving(input, tag)
                && !waiting.Contains(tag.Source)
                && !kept.Any(other => input.IsSameOwner(other, tag))
                && !staying.Any(xml => Names(xml, found))
            )
            .OrderByDescending(found => found.Resource.Key.Kind)
            .ThenBy(found => found.Resource.Key.Name, StringComparer.OrdinalIgnoreCase)
            .Select(found =>
                Delete(
                    found,
                    [
                        .. leaving.Where(api => Uses(api, found, input)).Select(api => api.Resource.Key),
                        .. changed
                            .Select(policy => policy.Key)
                            .Where(key => input.Found.Find(key)?.Resource is ApiPolicy before && Names(before.Xml, found)),
                    ]
                )
            );
    }

    private static OutsideUser? UserOf(GatewayResource resource, PlanInput input) =>
        input.Found.OutsideUsers.FirstOrDefault(user => user.Uses(resource));

    private static PlanFinding InUse(GatewayResource resource, PlanInput input) =>
        new(
            FindingKind.Kept,
            resource.Key.Name,
            $"{resource.Key} is no longer wanted, but {UserOf(resource, input)!.Name}, which this importer does not manage, still uses it; it stays. Once nothing uses it, the next run withdraws it"
        );

    private static bool Names(string xml, Observed found) => xml.Contains(found.Resource.Key.Name, StringComparison.OrdinalIgnoreCase);

    private static bool Uses(Observed api, Observed found, PlanInput input) =>
        api.OwnershipTag!.Source == found.OwnershipTag!.Source
        || (input.Found.Find(ApiPolicy.KeyFor(api.Resource.Key.Name))?.Resource is ApiPolicy policy && Names(policy.Xml, found));

    private static bool IsLeaving(PlanInput input, OwnershipTag tag) => input.OwnershipOf(tag, null) is Ownership.Gone or Ownership.Serving;

    private static PlannedStep Delete(Observed found, IReadOnlyList<ResourceKey> after) =>
        new()
        {
            Change = ChangeKind.Delete,
            Resource = found.Resource,
            ETag = found.ETag,
            After = after,
            LastChange = found.LastChange,
        };
}

/// <summary>The half of a plan that makes what is wanted.</summary>
internal sealed record UpsertPlanner(
    IReadOnlyList<PlannedStep> Steps,
    int Unchanged,
    IReadOnlyList<PlanFinding> Findings,
    IReadOnlyList<PlannedStep> Ignored
)
{
    public HashSet<ResourceKey> Blocked { get; private init; } = [];

    public static UpsertPlanner Of(PlanInput input)
    {
        var blocked = new Dictionary<ResourceKey, PlanFinding>();
        var steps = new List<PlannedStep>();
        var ignored = new List<PlannedStep>();
        var unchanged = 0;
        var waiting = PendingSpecificationChanges.Of(input);
        foreach (var resource in InOrder(input.Wanted))
        {
            if (resource is Api or ApiPolicy && waiting.ContainsKey(resource.ApiId!))
            {
                unchanged++;
            }
            else if (IgnoredFields.Hold(resource, input))
            {
                unchanged++;
                ignored.AddRange(IgnoredFields.Untaken(resource, input) is { } untaken ? [untaken] : []);
            }
            else if (PlanConflicts.Find(resource, input) is { } finding)
            {
                blocked[resource.Key] = finding;
            }
            else if (BlockedBelow(resource, blocked) is { } below)
            {
                blocked[resource.Key] = below;
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
        return new UpsertPlanner(
            WithOrder([.. steps.Where(step => !useless.Contains(step.Key))]),
            unchanged,
            [.. blocked.Values.Distinct(), .. waiting.Values],
            ignored
        )
        {
            Blocked = [.. blocked.Keys, .. useless],
        };
    }

    private static IEnumerable<GatewayResource> InOrder(IEnumerable<GatewayResource> wanted) =>
        wanted.OrderBy(resource => resource.Key.Kind).ThenBy(resource => resource.Key.Name, StringComparer.OrdinalIgnoreCase);

    private static PlanFinding? BlockedBelow(GatewayResource resource, Dictionary<ResourceKey, PlanFinding> blocked) =>
        blocked.Count == 0
            ? null
            : resource.DependsOn.Select(key => blocked.GetValueOrDefault(key)).FirstOrDefault(finding => finding is not null);

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
            return new PlannedStep
            {
                Change = ChangeKind.Create,
                Resource = wanted,
                LastChange = wanted is ServiceIdentity ? input.Found.Service.LastChange : null,
            };
        }

        var kept = IgnoredFields.Keep(wanted, found, input);
        var differences = Differences.Between(kept, found.Resource);
        var step = new PlannedStep
        {
            Change = ChangeKind.Update,
            Resource = kept,
            ETag = found.ETag,
            Differences = differences,
            LastChange = found.LastChange,
        };
        if (
            !ReferenceEquals(kept, wanted)
            && Differences.Between(wanted, found.Resource).Except(differences).ToList() is { Count: > 0 } theirs
        )
        {
            ignored.Add(step with { Differences = theirs });
        }

        return differences.Count == 0 ? null : step;
    }

    private static List<PlannedStep> WithOrder(List<PlannedStep> steps)
    {
        Func<ResourceKey, bool> isPlanned = steps.Select(step => step.Key).ToHashSet().Contains;
        return [.. steps.Select(step => step with { After = [.. step.Resource.DependsOn.Where(isPlanned)] })];
    }
}
