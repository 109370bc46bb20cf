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
        // What another source holds is judged by that source's claim, whoever else wants the place.
        var wanted = input.Wanted.Where(resource => !Obstacles.IsAnothers(resource, input)).Select(resource => resource.Key).ToHashSet();
        var orphans = input.Found.OfType<Api>()
            .Where(found => found.Mark is not null && !wanted.Contains(found.Resource.Key) && !input.Undesigned.Contains(found.Resource.Key.Name))
            .Select(found => (Found: found, Claim: ClaimOf(found, input)))
            .ToList();
        var leaving = orphans.Where(orphan => orphan.Claim == Claim.Gone).Select(orphan => orphan.Found).ToList();
        var apis = leaving.Select(found => Delete(found, [])).ToList();
        var diagnostics = Loose<Diagnostic>(input, wanted).Where(found => found.Mark is not null).Select(found => Delete(found, [])).ToLookup(step => PeoplesFields.Hold(step.Resource, input));
        var links = Unlink(input, wanted).ToLookup(step => PeoplesFields.Hold(step.Resource, input));
        return new UnwantedPlan(
            [.. diagnostics[false]],
            [.. links[false], .. apis, .. Unused(input, wanted, leaving, [.. orphans.Where(orphan => orphan.Claim == Claim.Serving).Select(orphan => orphan.Found.Mark!)], [.. changes.Select(step => step.Resource).OfType<ApiPolicy>()])],
            [.. orphans.Where(orphan => orphan.Claim == Claim.Serving).Select(orphan => Kept(orphan.Found, input))],
            [.. diagnostics[true], .. links[true]]);
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
        return input.Found.Resources.Values
            .Where(found => found.Resource is Backend or NamedValue
                && found.Mark is { } mark
                && !wanted.Contains(found.Resource.Key)
                && input.Deletion.Allowed
                && IsLeaving(input, mark)
                && !kept.Any(other => input.IsSameOwner(other, mark))
                && !staying.Any(xml => Names(xml, found)))
            .OrderByDescending(found => found.Resource.Key.Kind)
            .ThenBy(found => found.Resource.Key.Name, StringComparer.OrdinalIgnoreCase)
            .Select(found => Delete(found, [.. leaving.Select(api => api.Resource.Key), .. changed.Select(policy => policy.Key).Where(key => input.Found.Find(key)?.Resource is ApiPolicy before && Names(before.Xml, found))]));
    }

    private static bool Names(string xml, Observed found) => xml.Contains(found.Resource.Key.Name, StringComparison.OrdinalIgnoreCase);

    private static bool IsLeaving(PlanInput input, OwnershipMark mark) => input.ClaimOf(mark, null) is Claim.Gone or Claim.Serving;

    private static PlannedStep Delete(Observed found, IReadOnlyList<ResourceKey> after) =>
        new() { Change = ChangeKind.Delete, Resource = found.Resource, ETag = found.ETag, After = after, LastChange = found.LastChange };
}
