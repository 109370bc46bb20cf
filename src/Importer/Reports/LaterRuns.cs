using Importer.Gateway;
using Importer.Health;
using Importer.Runs;

namespace Importer.Reports;

/// <summary>
/// What runs have shown and mended since the last round and the last check: a report need not wait for the next ones to tell
/// that something works again, is new, or is gone.
/// </summary>
internal static class LaterRuns
{
    /// <summary>The round with what later runs proved, withdrew and settled; its own time stays.</summary>
    public static HealthSnapshot? Over(HealthSnapshot? health, IReadOnlyList<RunReport> runs)
    {
        if (health is null)
        {
            return null;
        }

        // A run that was under way during the round may have looked before it.
        var later = Later(runs, health.TestedAt).Where(run => health.TestedAt is not { } at || run.StartedAt > at).ToList();
        var checks = Checks(health.Checks, health.TestedAt, runs);
        return health with
        {
            Checks = checks,
            Summary = HealthSummary.Of(checks.Select(check => check.Status)),
            Imported = [.. health.Imported.Where(one => !later.Any(run => IsGone(one.Deployment, one.Api, run)))],
            SetAside = [.. health.SetAside.Where(aside => !later.Any(run => IsSettled(aside, run)))],
        };
    }

    /// <summary>The checks with what later runs proved, withdrew or no longer found.</summary>
    public static IReadOnlyList<HealthCheck> Checks(
        IReadOnlyList<HealthCheck> checks,
        DateTimeOffset? roundAt,
        IReadOnlyList<RunReport> runs
    )
    {
        var known = checks.DistinctBy(check => check.Key).ToDictionary(check => check.Key);
        foreach (var run in Later(runs, roundAt))
        {
            foreach (
                var gone in known.Values.Where(check => !(run.StartedAt <= roundAt) && IsGone(check.Deployment, check.Api, run)).ToList()
            )
            {
                known.Remove(gone.Key);
            }

            foreach (var probe in run.Probes.Where(probe => probe.Status != ProbeStatus.Skipped))
            {
                var key = HealthCheck.KeyOf(probe.Deployment, probe.Api);
                known[key] = Check(known.GetValueOrDefault(key), probe, run.Timing.ReadyAt ?? run.FinishedAt ?? run.StartedAt);
            }
        }

        var order = checks
            .Select((check, place) => (check.Key, Place: place))
            .DistinctBy(one => one.Key)
            .ToDictionary(one => one.Key, one => one.Place);
        return
        [
            .. known
                .Values.OrderBy(check => order.GetValueOrDefault(check.Key, int.MaxValue))
                .ThenBy(check => check.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>The check with what later runs put right; its own time stays.</summary>
    public static DriftReport? Over(DriftReport? drift, IReadOnlyList<RunReport> runs)
    {
        if (drift is null)
        {
            return null;
        }

        var later = Later(runs, drift.GeneratedAt).Where(run => run.StartedAt > drift.GeneratedAt).ToList();
        DriftItem[] items =
        [
            .. drift.Items.Select(item => later.FirstOrDefault(run => Mends(run, item)) is { } run ? Mended(item, run) : item),
        ];
        return drift with
        {
            Items = items,
            InSync = drift.InSync || (drift.IsComplete && items.All(item => item.Action != DriftAction.Reported)),
        };
    }

    private static List<RunReport> Later(IReadOnlyList<RunReport> runs, DateTimeOffset? at) =>
        [
            .. runs.Where(run => run is { Mode: RunMode.Apply, Outcome: not null, CoveredBy: null } && (at is null || run.FinishedAt > at))
                .OrderBy(run => run.StartedAt),
        ];

    private static HealthCheck Check(HealthCheck? known, ProbeResult probe, DateTimeOffset at)
    {
        var isUnhealthy = probe.Status == ProbeStatus.Unhealthy;
        var began = isUnhealthy
            ? known?.UnhealthySince ?? (known?.Status == ProbeStatus.Unhealthy ? known.Since : at)
            : (DateTimeOffset?)null;
        return new HealthCheck
        {
            Deployment = probe.Deployment,
            Api = probe.Api,
            Compatibility = probe.Compatibility,
            Capability = probe.Capability,
            Status = probe.Status,
            HttpStatus = probe.HttpStatus,
            LatencyMs = probe.LatencyMs,
            Usage = probe.Usage,
            Audience = probe.Audience,
            Code = probe.Code,
            Cause = probe.Cause,
            Fix = probe.Fix,
            Since = began ?? (known is not null && known.Status == probe.Status ? known.Since : at),
            UnhealthySince = began,
            CalledAt = probe.LatencyMs is null ? known?.CalledAt : at,
            FirstSeenAt = known?.FirstSeenAt ?? at,
            HealthyAt = probe.Status == ProbeStatus.Healthy ? at : known?.HealthyAt,
            MostTokens = Math.Max(known?.MostTokens ?? 0, probe.Usage?.TotalTokens ?? 0),
        };
    }

    // Its API was withdrawn; or a run that saw everything there imports it no more, and has nothing else to say about it.
    private static bool IsGone(string deployment, string api, RunReport run) =>
        run.Steps.Any(step =>
            step is { Change: ChangeKind.Delete, Kind: ResourceKind.Api, Outcome: StepOutcome.Done } && Same(step.Name, api)
        )
        || (
            IsComplete(run)
            && run.ManualAction is null
            && Covers(run, deployment)
            && !IsFound(run, deployment)
            && !Mentions(run, deployment)
        );

    private static bool IsFound(RunReport run, string deployment) =>
        run.Decisions.Any(decision => Same(decision.Deployment, deployment)) || run.Probes.Any(probe => Same(probe.Deployment, deployment));

    private static bool IsSettled(RunSetAside aside, RunReport run) =>
        IsComplete(run) && Covers(run, aside.Deployment) && !Mentions(run, aside.Deployment);

    private static bool IsComplete(RunReport run) =>
        run.Outcome is RunOutcome.Succeeded or RunOutcome.Partial
        && run.Error is null
        && run.SetAside.All(aside => aside.Kind != SetAsideKind.Unread);

    private static bool Covers(RunReport run, string id) => run.ManualAction is null && (run.Scope is not { } scope || IsWithin(id, scope));

    // Of itself, or of what it lies in.
    private static bool Mentions(RunReport run, string id) => run.SetAside.Any(aside => IsWithin(id, aside.Deployment));

    private static bool IsWithin(string id, string scope) =>
        Same(id, scope) || id.StartsWith($"{scope}/", StringComparison.OrdinalIgnoreCase);

    private static bool Mends(RunReport run, DriftItem item) =>
        item.Action == DriftAction.Reported
        && (
            run.Steps.Any(step => step.Outcome == StepOutcome.Done && Names(step, item))
            || (
                IsComplete(run)
                && Covers(run, item.Resource)
                && !run.Steps.Any(step => Names(step, item))
                && !run.SetAside.Any(aside => Names(aside, item))
            )
        );

    private static bool Names(RunStep step, DriftItem item) => Same($"{ReportText.Of(step.Kind)} {step.Name}", item.Resource);

    private static bool Names(RunSetAside aside, DriftItem item) =>
        Same(aside.Deployment, item.Resource) || Same($"{ReportText.Of(ResourceKind.Api)} {aside.Deployment}", item.Resource);

    private static DriftItem Mended(DriftItem item, RunReport run) =>
        item with
        {
            Action = DriftAction.Repaired,
            Reason = $"{item.Reason}; no more since run {run.Id}",
            Fix = null,
        };

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
