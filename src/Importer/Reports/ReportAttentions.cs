using Importer.Health;

namespace Importer.Reports;

/// <summary>Finds what needs a person.</summary>
internal static class ReportAttentions
{
    /// <summary>The list, the most urgent first.</summary>
    public static IReadOnlyList<ReportAttention> Of(ReportDocument report, IReadOnlyList<RunReport> givenUp) =>
    [
        .. OfHealth(report.Health),
        .. GivenUpRuns.Of(givenUp, report),
        .. OfDrift(report.Drift),
        .. report.Runs.Where(run => IsLatest(run, report.Runs) && NeedsPerson(run))
            .Select(run => new ReportAttention($"run {run.Id}", run.Error ?? "the run failed", null, run.FinishedAt)),
        .. (report.Health?.SetAside ?? []).Where(aside => aside.Kind is not (SetAsideKind.LeftOut or SetAsideKind.Kept) && !IsUnhealthy(aside.Deployment, report.Health))
            .Select(aside => new ReportAttention(aside.Deployment, aside.Reason, null, null)),
    ];

    private static IEnumerable<ReportAttention> OfHealth(HealthSnapshot? health)
    {
        if (health?.Error is { } error)
        {
            yield return new("test calls", error, "give the importer's identity the roles of infra/ on the API Management service", health.GeneratedAt);
        }

        foreach (var untested in (health?.Checks ?? []).Where(check => check.Code is CauseCode.NoSubscription or CauseCode.DesignUnread).GroupBy(check => check.Cause))
        {
            yield return new("test calls", $"{untested.Count()} of {health!.Checks.Count} are not tested. {untested.Key}", untested.First().Fix, untested.Min(check => check.Since));
        }

        foreach (var check in (health?.Checks ?? []).Where(check => check.Status == ProbeStatus.Unhealthy))
        {
            yield return new(check.Deployment, $"{check.Cause ?? "does not answer"}; called through {check.Api}", check.Fix, check.Since);
        }
    }

    private static IEnumerable<ReportAttention> OfDrift(DriftReport? drift)
    {
        if (drift?.Error is { } error)
        {
            yield return new("drift check", error, null, drift.GeneratedAt);
        }

        foreach (var item in (drift?.Items ?? []).Where(item => item.Action == DriftAction.Reported))
        {
            yield return new(item.Resource, $"{ReportWords.Of(item.Kind)}: {item.Reason}", item.Fix, drift!.GeneratedAt);
        }
    }

    // A drift check that repairs is told as the check that it is: as a run it would be news every hour.
    private static bool NeedsPerson(RunReport run) => run is { Poisoned: null, Reason: not RunReason.Drift }
        && (run.Outcome == RunOutcome.Failed || (run.Outcome == RunOutcome.Refused && run.Errand is null));

    // The check tells it better.
    private static bool IsUnhealthy(string deployment, HealthSnapshot? health) =>
        health?.Checks.Any(check => check.Status == ProbeStatus.Unhealthy && string.Equals(check.Deployment, deployment, StringComparison.OrdinalIgnoreCase)) == true;

    // A failure that a later run over the same scope made good needs nobody.
    internal static bool IsLatest(RunReport run, IReadOnlyList<RunReport> runs) =>
        runs.Where(other => other.Outcome is not null && other.Mode == RunMode.Apply && IsOfSame(run, other)).All(other => other.StartedAt <= run.StartedAt);

    private static bool IsOfSame(RunReport run, RunReport other) => run.Errand is not null || other.Errand is not null
        ? run.Errand == other.Errand
        : other.Scope is null || string.Equals(other.Scope, run.Scope, StringComparison.OrdinalIgnoreCase);
}
