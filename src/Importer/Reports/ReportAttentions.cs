using System.Globalization;
using Importer.Gateway;
using Importer.Health;
using Importer.Resources;
using Importer.Runs;

namespace Importer.Reports;

/// <summary>Finds what requires action: each cause once, with the names of all that it shows at, and with when it began.</summary>
internal static class ReportAttentions
{
    /// <summary>The list, the most urgent first.</summary>
    public static IReadOnlyList<ReportAttention> Of(ReportDocument report, IReadOnlyList<RunReport> givenUp) =>
        [
            .. OfHealth(report.Health).Select(item => item with { Section = item.Section ?? RunbookSections.TestCalls }),
            .. AliasAttentions.Of(report.Aliases),
            .. PoisonedRuns.Of(givenUp, report).Select(item => item with { Section = RunbookSections.PoisonQueue }),
            .. OfDrift(report).Select(item => item with { Section = item.Section ?? RunbookSections.Drift }),
            .. OfLacks(report),
            .. HeldLeases.Of(report).Select(item => item with { Section = RunbookSections.Instances }),
            .. report
                .Runs.Where(run => IsLatest(run, report.Runs) && NeedsAction(run))
                .Select(run => new ReportAttention($"run {run.Id}", run.Error ?? "the run failed", null, Began(run, report.Runs))
                {
                    Section = RunbookSections.Of(run),
                }),
            .. OfSetAside(report),
            .. LifecycleAttentions.Of(report.Lifecycle),
        ];

    // A failure that a later run over the same scope made good needs nobody.
    internal static bool IsLatest(RunReport run, IReadOnlyList<RunReport> runs) =>
        runs.Where(other => other.Outcome is not null && other.Mode == RunMode.Apply && IsOfSame(run, other))
            .All(other => other.StartedAt <= run.StartedAt);

    private static IEnumerable<ReportAttention> OfHealth(HealthSnapshot? health)
    {
        if (health?.Error is { } error)
        {
            yield return new(
                "test calls",
                error,
                "give the importer's identity the roles of infra/ on the API Management service",
                health.ErrorSince ?? health.GeneratedAt
            );
        }

        foreach (
            var untested in (health?.Checks ?? [])
                .Where(check => check.Code is CauseCode.NoSubscription or CauseCode.DesignUnread)
                .GroupBy(check => check.Cause)
        )
        {
            yield return new(
                "test calls",
                $"{untested.Count()} of {health!.Checks.Count} are not tested. {untested.Key}",
                untested.First().Fix,
                untested.Min(check => check.Since)
            );
        }

        // What has one fix has one cause, whatever each answer said beside it.
        foreach (
            var symptoms in (health?.Checks ?? [])
                .Where(check => check.Status == ProbeStatus.Unhealthy)
                .GroupBy(check => (check.Code, check.Fix ?? check.Cause))
        )
        {
            yield return OfUnhealthy([.. symptoms]);
        }
    }

    private static ReportAttention OfUnhealthy(IReadOnlyList<HealthCheck> symptoms)
    {
        var first = symptoms[0];
        var since = symptoms.Min(check => check.UnhealthySince ?? check.Since);
        var apis = symptoms.Select(check => check.Api).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var through = apis.Count == 1 ? $"called through {apis[0]}" : $"called through {apis.Count} APIs";
        var what = $"{Common([.. symptoms.Select(check => check.Cause ?? "does not answer").Distinct(StringComparer.Ordinal)])}; {through}";
        string[] names = [.. symptoms.Select(check => check.Deployment).Distinct(StringComparer.OrdinalIgnoreCase)];
        var item =
            names.Length == 1 ? new(first.Deployment, what, first.Fix, since) : Several(names, "deployments", what, first.Fix, since);
        return item with { Section = RunbookSections.Of(first.Code) };
    }

    // The words before the evidence, where only the evidence differs.
    private static string Common(IReadOnlyList<string> causes)
    {
        if (causes.Count == 1)
        {
            return causes[0];
        }

        var sentences = causes.Select(cause => cause.Split(" (", 2)[0]).Distinct(StringComparer.Ordinal).ToList();
        return sentences.Count == 1 ? sentences[0] : $"{causes[0]}; and {causes.Count - 1} more like it";
    }

    private static ReportAttention Several(string[] names, string kind, string what, string? fix, DateTimeOffset? since)
    {
        var accounts = names.Select(AccountOf).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var count = string.Create(CultureInfo.InvariantCulture, $"{names.Length} {kind}");
        return accounts is [{ } account]
            ? new(account, $"{count}: {what}", fix, since) { Names = names }
            : new(count, what, fix, since) { Names = names };
    }

    private static string? AccountOf(string id) =>
        ResourceId.TryParse(id, out var parsed) && parsed.IsOfType("Microsoft.CognitiveServices/accounts/deployments")
            ? parsed.Parent().Value
            : null;

    private static IEnumerable<ReportAttention> OfDrift(ReportDocument report)
    {
        var (drift, runs) = (report.Drift, report.Runs);
        if (drift?.Error is { } error)
        {
            yield return new("drift check", error, null, drift.ErrorSince ?? drift.GeneratedAt);
        }

        // What differs in its fields was changed one by one; what is missing, refused or left over in the same words has one cause.
        // A lease that holds a creation up is told as what it is.
        var held = HeldLeases.Of(report).Select(item => item.Subject).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var told = (drift?.Items ?? []).Where(item =>
            item.Action == DriftAction.Reported
            && !held.Contains(item.Resource)
            && !(item.Kind == DriftKind.Missing && IsMadeWhole(item.Resource, drift!.GeneratedAt, runs))
        );
        foreach (
            var items in told.GroupBy(item => (item.Kind, item.Reason, item.Fix, Alone: item.Differences.Count > 0 ? item.Resource : null))
        )
        {
            string[] names = [.. items.Select(item => item.Resource).Distinct(StringComparer.OrdinalIgnoreCase)];
            var what = $"{DisplayText.Of(items.Key.Kind)}: {items.Key.Reason}";
            var since = items.Min(item => item.Since) ?? drift!.GeneratedAt;
            var item =
                names.Length == 1 ? new(names[0], what, items.Key.Fix, since) : Several(names, "resources", what, items.Key.Fix, since);
            yield return item with
            {
                Section = RunbookSections.Of(items.Key.Kind),
            };
        }
    }

    // What a run found lacking after the last round and the last drift check, which would tell it.
    private static IEnumerable<ReportAttention> OfLacks(ReportDocument report) =>
        report
            .Runs.Where(run => run is { Mode: RunMode.Apply, Outcome: not null } && !(run.StartedAt <= report.Health?.GeneratedAt))
            .SelectMany(run =>
                run.SetAside.Where(aside =>
                        (
                            aside.Kind == SetAsideKind.Withheld
                            || run.Decisions.Any(decision =>
                                decision.Lacks is not null && Same(decision.Api, aside.Deployment) && aside.Kind == SetAsideKind.Missing
                            )
                        )
                        && !IsTold(aside, report.Drift)
                        && !IsMadeWhole(aside.Deployment, run.StartedAt, report.Runs)
                    )
                    .Select(aside => new ReportAttention(aside.Deployment, aside.Reason, null, run.StartedAt)
                    {
                        Section = RunbookSections.Of(aside.Kind),
                    })
            )
            .DistinctBy(item => (item.Subject.ToUpperInvariant(), item.What));

    // A run that found the API whole is newer than the look that found it lacking.
    private static bool IsMadeWhole(string api, DateTimeOffset since, IReadOnlyList<RunReport> runs) =>
        runs.Any(run =>
            run is { Mode: RunMode.Apply, Outcome: RunOutcome.Succeeded or RunOutcome.Partial }
            && run.StartedAt >= since
            && run.Decisions.Any(decision => Same(decision.Api, api) && decision.Lacks is null)
            && run.Steps.All(step => step.Outcome == StepOutcome.Done || !Same(step.Name, api))
        );

    // The drift check tells it already.
    private static bool IsTold(RunSetAside aside, DriftReport? drift) =>
        drift?.Items.Any(item =>
            item.Action == DriftAction.Reported && Same(item.Resource, aside.Deployment) && item.Reason == aside.Reason
        ) == true;

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<ReportAttention> OfSetAside(ReportDocument report)
    {
        var health = report.Health;
        var told = (health?.SetAside ?? []).Where(aside =>
            aside.Kind is not (SetAsideKind.LeftOut or SetAsideKind.Kept)
            && !IsUnhealthy(aside.Deployment, health)
            && !IsTold(aside, report.Drift)
            && !(
                aside.Kind is SetAsideKind.Withheld or SetAsideKind.Missing
                && IsMadeWhole(aside.Deployment, health!.GeneratedAt, report.Runs)
            )
        );
        foreach (var asides in told.GroupBy(aside => (aside.Kind, aside.Reason)))
        {
            string[] names = [.. asides.Select(aside => aside.Deployment).Distinct(StringComparer.OrdinalIgnoreCase)];
            var item =
                names.Length == 1
                    ? new(names[0], asides.Key.Reason, null, asides.Min(aside => aside.Since))
                    : Several(names, "things", asides.Key.Reason, null, asides.Min(aside => aside.Since));
            yield return item with
            {
                Section = RunbookSections.Of(asides.Key.Kind),
            };
        }
    }

    // A drift check that repairs is told as the check that it is: as a run it would be news every hour.
    private static bool NeedsAction(RunReport run) =>
        run is { Poisoned: null, Reason: not RunReason.Drift }
        && (run.Outcome == RunOutcome.Failed || (run.Outcome == RunOutcome.Refused && run.ManualAction is null));

    // The first of the failures since the same was last done well.
    private static DateTimeOffset? Began(RunReport run, IReadOnlyList<RunReport> runs)
    {
        var earlier = runs.Where(other =>
                other.StartedAt < run.StartedAt && other.Mode == RunMode.Apply && other.Outcome is not null && IsOfSame(run, other)
            )
            .OrderByDescending(other => other.StartedAt)
            .TakeWhile(NeedsAction);
        return earlier.Append(run).Min(failed => failed.FinishedAt);
    }

    // The check tells it better.
    private static bool IsUnhealthy(string deployment, HealthSnapshot? health) =>
        health?.Checks.Any(check =>
            check.Status == ProbeStatus.Unhealthy && string.Equals(check.Deployment, deployment, StringComparison.OrdinalIgnoreCase)
        ) == true;

    internal static bool IsOfSame(RunReport run, RunReport other) =>
        run.ManualAction is not null || other.ManualAction is not null
            ? run.ManualAction == other.ManualAction
            : other.Scope is null || string.Equals(other.Scope, run.Scope, StringComparison.OrdinalIgnoreCase);
}
