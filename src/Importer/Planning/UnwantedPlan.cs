using Importer.Gateway;

namespace Importer.Planning;

/// <summary>The half of a plan that withdraws what is ours and no longer wanted.</summary>
/// <param name="First">Deletions that come before everything else.</param>
/// <param name="Steps">The other deletions.</param>
/// <param name="Findings">What is kept.</param>
/// <param name="Ignored">What would be deleted, were it not people's.</param>
internal sealed record UnwantedPlan(
    IReadOnlyList<PlannedStep> First, IReadOnlyList<PlannedStep> Steps, IReadOnlyList<PlanFinding> Findings, IReadOnlyList<PlannedStep> Ignored)
{
    public static UnwantedPlan Of(PlanInput input, IReadOnlyList<PlannedStep> changes)
    {
        var wanted = Wanted(input);
        var orphans = Orphans(input, wanted);
        var serving = orphans.Where(orphan => orphan.Claim == Claim.Serving).Select(orphan => orphan.Found).ToList();
        var gone = orphans.Where(orphan => orphan.Claim == Claim.Gone).Select(orphan => orphan.Found).ToList();
        var leaving = gone.Where(found => !input.NotYet.ContainsKey(found.Resource.Key.Name)).ToList();
        var apis = leaving.Select(found => Delete(found, []) with { IsAnnounced = input.Announced.Contains(found.Resource.Key.Name) }).ToList();
        var diagnostics = Loose<Diagnostic>(input, wanted).Where(found => found.Mark is not null).Select(found => Delete(found, [])).ToLookup(step => PeoplesFields.Hold(step.Resource, input));
        var unused = Unused(input, wanted, leaving, [.. serving.Select(found => found.Mark!)], [.. changes.Select(step => step.Resource).OfType<ApiPolicy>()]).ToLookup(step => UserOf(step.Resource, input) is not null);
        var links = Unlink(input, wanted).ToLookup(step => PeoplesFields.Hold(step.Resource, input));
        return new UnwantedPlan(
            [.. diagnostics[false]],
            [.. links[false], .. apis, .. unused[false]],
            [
                .. serving.Select(found => Kept(found, input)),
                .. gone.SelectMany(found => Parting(found.Resource.Key.Name, input)),
                .. unused[true].Select(step => InUse(step.Resource, input)),
            ],
            [.. diagnostics[true], .. links[true]]);
    }

    /// <summary>The APIs that may go.</summary>
    public static IReadOnlyList<Observed> Gone(PlanInput input) =>
        [.. Orphans(input, Wanted(input)).Where(orphan => orphan.Claim == Claim.Gone).Select(orphan => orphan.Found)];

    // What another source holds is judged by that source's claim, whoever else wants the place.
    private static HashSet<ResourceKey> Wanted(PlanInput input) =>
        [.. input.Wanted.Where(resource => !Obstacles.IsAnothers(resource, input)).Select(resource => resource.Key)];

    private static List<(Observed Found, Claim Claim)> Orphans(PlanInput input, HashSet<ResourceKey> wanted) =>
    [
        .. input.Found.OfType<Api>()
            .Where(found => found.Mark is not null && !wanted.Contains(found.Resource.Key) && !input.Undesigned.Contains(found.Resource.Key.Name))
            .Select(found => (found, ClaimOf(found, input))),
    ];

    // When it goes, and what goes with it: told before, while something can still be done.
    private static IEnumerable<PlanFinding> Parting(string api, PlanInput input)
    {
        if (input.NotYet.TryGetValue(api, out var reprieve))
        {
            yield return new PlanFinding(FindingKind.Leaving, api, reprieve.Reason) { LeavesAt = reprieve.LeavesAt, MayPass = reprieve.MayPass };
        }

        if (input.Losses.TryGetValue(api, out var loss) && !loss.IsNone)
        {
            yield return new PlanFinding(FindingKind.Lost, api, loss.Sentence(api));
        }
    }

    private static Claim ClaimOf(Observed found, PlanInput input)
    {
        var claim = input.ClaimOf(found.Mark!, found.Resource as Api);
        return claim switch
        {
            Claim.Gone when !input.Deletion.Allowed || (found.Mark!.IsRestored && !input.Insist) => Claim.Serving,
            Claim.Serving when input.Insist && input.Deletion.Allowed => Claim.Gone,
            _ => claim,
        };
    }

    private static PlanFinding Kept(Observed found, PlanInput input) => new(
        FindingKind.Kept,
        found.Resource.Key.Name,
        found.Mark!.IsRestored
            ? $"API {found.Resource.Key.Name} was put back after it was withdrawn, and the design does not ask for it; it stays. Once it does, the API is managed as before; to withdraw it again, import {found.Mark.Source} with \"insist\": true; to keep it without the importer, detach it"
            : input.Deletion.Allowed
            ? $"API {found.Resource.Key.Name} is no longer wanted but still serves a live deployment of {found.Mark!.Source}; it stays. To withdraw it all the same, import that scope with \"insist\": true"
            : $"API {found.Resource.Key.Name} is no longer wanted; it stays because Deletion.Mode is Keep")
    {
        Differences = KeptApis.Differences(found, input),
    };

    // Products and tags of our wanted APIs that the settings do not name.
    private static IEnumerable<PlannedStep> Unlink(PlanInput input, HashSet<ResourceKey> wanted) =>
        Loose<ProductLink>(input, wanted).Concat(Loose<ApiTag>(input, wanted)).Select(found => Delete(found, []));

    private static IEnumerable<Observed> Loose<T>(PlanInput input, HashSet<ResourceKey> wanted)
        where T : GatewayResource => input.Found.OfType<T>()
        .Where(found => found.Resource.ApiId is { } api
            && wanted.Contains(Api.KeyFor(api))
            && !wanted.Contains(found.Resource.Key)
            && input.Found.Find(Api.KeyFor(api))?.Mark is { } mark
            && !IsPeoples(mark, found)
            && input.ClaimOf(mark, null) != Claim.Foreign);

    // Whoever made an adopted API put it into products and tagged it; callers may hold keys of those products.
    private static bool IsPeoples(OwnershipMark mark, Observed found) => mark.AdoptedAs is not null && found.Resource is ProductLink or ApiTag;

    // Backends and named values that served only what is leaving; policies that stay are asked by name, as they will be.
    // Where an API of the same account stays that the design does not make, its policy may have been changed by people so that
    // it does not name them at the moment: then they stay as long as it does.
    private static IEnumerable<PlannedStep> Unused(
        PlanInput input, HashSet<ResourceKey> wanted, List<Observed> leaving, IReadOnlyList<OwnershipMark> kept, IReadOnlyList<ApiPolicy> changed)
    {
        var gone = leaving.Select(found => found.Resource.Key.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var after = changed.ToDictionary(policy => policy.Key, policy => policy.Xml);
        var staying = input.Found.OfType<ApiPolicy>()
            .Select(found => (ApiPolicy)found.Resource)
            .Where(policy => !gone.Contains(policy.Api))
            .Select(policy => after.GetValueOrDefault(policy.Key, policy.Xml))
            .ToList();
        var waiting = input.NotYet.Keys.Select(api => input.Found.Find(Api.KeyFor(api))?.Mark?.Source).OfType<ResourceId>().ToHashSet();
        return input.Found.Resources.Values
            .Where(found => found.Resource is Backend or NamedValue
                && found.Mark is { } mark
                && !wanted.Contains(found.Resource.Key)
                && input.Deletion.Allowed
                && IsLeaving(input, mark)
                && !waiting.Contains(mark.Source)
                && !kept.Any(other => input.IsSameOwner(other, mark))
                && !staying.Any(xml => Names(xml, found)))
            .OrderByDescending(found => found.Resource.Key.Kind)
            .ThenBy(found => found.Resource.Key.Name, StringComparer.OrdinalIgnoreCase)
            .Select(found => Delete(found, [.. leaving.Where(api => Uses(api, found, input)).Select(api => api.Resource.Key), .. changed.Select(policy => policy.Key).Where(key => input.Found.Find(key)?.Resource is ApiPolicy before && Names(before.Xml, found))]));
    }

    private static OutsideUser? UserOf(GatewayResource resource, PlanInput input) => input.Found.OutsideUsers.FirstOrDefault(user => user.Uses(resource));

    private static PlanFinding InUse(GatewayResource resource, PlanInput input) => new(
        FindingKind.Kept,
        resource.Key.Name,
        $"{resource.Key} is no longer wanted, but {UserOf(resource, input)!.Name}, which this importer does not manage, still uses it; it stays. Once nothing uses it, the next run withdraws it");

    private static bool Names(string xml, Observed found) => xml.Contains(found.Resource.Key.Name, StringComparison.OrdinalIgnoreCase);

    private static bool Uses(Observed api, Observed found, PlanInput input) => api.Mark!.Source == found.Mark!.Source
        || (input.Found.Find(ApiPolicy.KeyFor(api.Resource.Key.Name))?.Resource is ApiPolicy policy && Names(policy.Xml, found));

    private static bool IsLeaving(PlanInput input, OwnershipMark mark) => input.ClaimOf(mark, null) is Claim.Gone or Claim.Serving;

    private static PlannedStep Delete(Observed found, IReadOnlyList<ResourceKey> after) =>
        new() { Change = ChangeKind.Delete, Resource = found.Resource, ETag = found.ETag, After = after, LastChange = found.LastChange };
}
