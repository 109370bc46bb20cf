using Importer.Gateway;

namespace Importer.Planning;

/// <summary>
/// Plans how withdrawn APIs come back. It creates and finishes what was begun; it deletes nothing, and writes over nothing
/// that is there: one conflict, or one difference from what was saved, refuses all.
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
        var refusal = Conflicting(conflicts) ?? Overwriting([.. wanted.Steps.Where(step => step.Change == ChangeKind.Update)]);
        return new Plan
        {
            Steps = refusal is null ? wanted.Steps : [],
            Unchanged = wanted.Unchanged,
            Findings = [.. wanted.Findings, .. byFate[true].Select(Back)],
            Refusal = refusal,
        };
    }

    private static string? Conflicting(List<PlanFinding> conflicts) => conflicts.Count == 0
        ? null
        : $"nothing was put back, because something stands in its place: {string.Join("; ", conflicts.Select(conflict => conflict.Reason))}. Move or delete that first, then restore again";

    // Put back before, and edited since: the edit is newer than what was saved.
    private static string? Overwriting(List<PlannedStep> updates) => updates.Count == 0
        ? null
        : $"nothing was put back, because what is there was changed after it was saved, and that would be lost: {string.Join("; ", updates.Select(Told))}. Delete what should come back as it was saved, then restore again";

    private static string Told(PlannedStep step) =>
        $"{step.Key} ({string.Join(", ", step.Differences.Select(difference => $"{difference.Field}: saved {Quoted(difference.Expected)}, now {Quoted(difference.Actual)}"))})";

    private static string Quoted(string? text) => text is null ? "nothing" : $"'{text}'";

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
