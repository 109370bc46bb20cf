namespace Importer.Reports;

/// <summary>Tells what changed between two reports, in sentences.</summary>
internal static class ReportChanges
{
    /// <summary>The changes from <paramref name="before"/> to <paramref name="now"/>; none when there is no report before.</summary>
    public static IReadOnlyList<string> Between(ReportDocument? before, ReportDocument now) => before is null
        ? []
        : [.. OfImports(before.Health, now.Health), .. OfHealth(before.Health, now.Health), .. OfDrift(before.Drift, now.Drift), .. OfRuns(before, now)];

    private static IEnumerable<string> OfImports(HealthSnapshot? before, HealthSnapshot? now)
    {
        var old = (before?.Imported ?? []).Select(NameOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var current = (now?.Imported ?? []).Select(NameOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return current.Except(old, StringComparer.OrdinalIgnoreCase).Order().Select(name => $"{name} is imported")
            .Concat(old.Except(current, StringComparer.OrdinalIgnoreCase).Order().Select(name => $"{name} is imported no more"));
    }

    private static IEnumerable<string> OfHealth(HealthSnapshot? before, HealthSnapshot? now)
    {
        var old = (before?.Checks ?? []).ToLookup(check => check.Key);
        return (now?.Checks ?? [])
            .Where(check => old[check.Key].FirstOrDefault() is { } earlier && earlier.Status != check.Status)
            .Select(check => $"{ReportWords.ShortOf(check.Deployment)} through {check.Api} went from {ReportWords.Of(old[check.Key].First().Status)} to {ReportWords.Of(check.Status)}{(check.Cause is null ? "" : $": {check.Cause}")}");
    }

    private static IEnumerable<string> OfDrift(DriftReport? before, DriftReport? now)
    {
        var old = Told(before);
        var current = Told(now);
        return current.Except(old).Order().Select(item => $"new drift: {item}").Concat(old.Except(current).Order().Select(item => $"drift gone: {item}"));
    }

    private static IEnumerable<string> OfRuns(ReportDocument before, ReportDocument now)
    {
        var runs = now.Runs.Where(run => run.StartedAt > before.GeneratedAt).ToList();
        if (runs.Count > 0)
        {
            var counts = runs.Where(run => run.Mode == RunMode.Apply && run.Outcome is RunOutcome.Succeeded or RunOutcome.Partial).Select(run => run.Counts).ToList();
            yield return $"{runs.Count} {(runs.Count == 1 ? "run" : "runs")}: {counts.Sum(count => count.Create)} created, {counts.Sum(count => count.Update)} updated, {counts.Sum(count => count.Delete)} deleted, {runs.Count(run => run.Outcome is RunOutcome.Failed or RunOutcome.Refused)} failed or refused";
        }
    }

    private static HashSet<string> Told(DriftReport? drift) =>
        [.. (drift?.Items ?? []).Where(item => item.Action == DriftAction.Reported).Select(item => $"{ReportWords.ShortOf(item.Resource)} ({ReportWords.Of(item.Kind)})")];

    private static string NameOf(ImportedDeployment imported) => $"{ReportWords.ShortOf(imported.Deployment)} as {imported.Api}";
}
