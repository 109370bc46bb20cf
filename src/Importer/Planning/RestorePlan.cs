using Importer.Gateway;

namespace Importer.Planning;

/// <summary>
/// Plans how withdrawn APIs come back. It creates and finishes what was begun; it deletes nothing, and writes over nothing
/// that is there: one conflict refuses all.
/// </summary>
public static class RestorePlan
{
    /// <summary>The plan.</summary>
    /// <param name="apis">What to put back, by API.</param>
    /// <param name="found">What the gateway holds.</param>
    public static Plan Of(IReadOnlyList<IReadOnlyList<GatewayResource>> apis, GatewayState found)
    {
        ArgumentNullException.ThrowIfNull(apis);
        ArgumentNullException.ThrowIfNull(found);
        var byFate = apis.ToLookup(resources => IsBack(resources, found));
        var sources = apis.Select(SourceOf).ToHashSet();
        var input = new PlanInput
        {
            Wanted = [.. byFate[false].SelectMany(resources => resources)],
            Found = found,
            ClaimOf = (mark, _) => sources.Contains(mark.Source) ? Claim.Unknown : Claim.Foreign,
            Deletion = new DeletionRules { Allowed = false },
        };
        var wanted = WantedPlan.Of(input);
        var conflicts = wanted.Findings.Where(finding => finding.Kind == FindingKind.Conflict).ToList();
        return new Plan
        {
            Steps = conflicts.Count > 0 ? [] : wanted.Steps,
            Unchanged = wanted.Unchanged,
            Findings = [.. wanted.Findings, .. byFate[true].Select(Back)],
            Refusal = conflicts.Count > 0
                ? $"nothing was put back, because something stands in its place: {string.Join("; ", conflicts.Select(conflict => conflict.Reason))}. Move or delete that first, then restore again"
                : null,
        };
    }

    // Made again meanwhile, and managed: what was saved is older than what is there.
    private static bool IsBack(IReadOnlyList<GatewayResource> resources, GatewayState found) =>
        found.Find(ApiOf(resources).Key)?.Mark is { IsRestored: false } mark && mark.Source == SourceOf(resources);

    private static PlanFinding Back(IReadOnlyList<GatewayResource> resources) => new(
        FindingKind.Kept,
        ApiOf(resources).Id,
        $"API {ApiOf(resources).Id} is there again and managed by this importer; there is nothing to put back");

    private static Api ApiOf(IReadOnlyList<GatewayResource> resources) => resources.OfType<Api>().Single();

    private static ResourceId SourceOf(IReadOnlyList<GatewayResource> resources) => ApiOf(resources).Mark!.Source;
}
