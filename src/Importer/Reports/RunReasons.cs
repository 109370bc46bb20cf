using Importer.Gateway;
using Importer.Health;
using Importer.Redaction;
using Importer.Runs;

namespace Importer.Reports;

/// <summary>
/// Says in sentences why a run did not end in full success, so that whoever sees the word alone sees the reason beside it.
/// </summary>
internal static class RunReasons
{
    /// <summary>The reasons, what stopped the run first; each once.</summary>
    public static IReadOnlyList<string> Of(RunReport run) =>
        run.Outcome is null or RunOutcome.Succeeded
            ? []
            : [.. All(run).Select(reason => SecretRedaction.WithoutSecrets(reason)).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> All(RunReport run) =>
        [
            .. run.Error is { } error ? [error] : Array.Empty<string>(),
            .. run.CoveredBy is { } covering
                ? [$"run {covering} did the work of this one, and its record says why"]
                : Array.Empty<string>(),
            .. run
                .Steps.Where(step => step.Outcome is StepOutcome.Failed or StepOutcome.HeldBack)
                .Select(step => $"{ReportText.Of(step.Kind)} {step.Name}: {step.Reason ?? "was not written"}"),
            .. run.Outcome == RunOutcome.Refused
                ? []
                : run.SetAside.Where(IsAmiss).Select(aside => $"{DisplayText.ShortOf(aside.Deployment)}: {aside.Reason}"),
            .. run
                .Probes.Where(probe => probe.Status == ProbeStatus.Unhealthy)
                .GroupBy(probe => probe.Cause ?? "does not answer")
                .Select(probes =>
                    $"{string.Join(", ", probes.Select(probe => DisplayText.ShortOf(probe.Deployment)).Distinct())}: {probes.Key}"
                ),
        ];

    // What is left out by choice, stays on purpose or goes as announced makes no run incomplete; what waits for its time does.
    private static bool IsAmiss(RunSetAside aside) =>
        aside.MayPass
        || aside.Kind switch
        {
            SetAsideKind.LeftOut or SetAsideKind.Kept or SetAsideKind.Waiting or SetAsideKind.Lost => false,
            SetAsideKind.Leaving => aside.LeavesAt is null,
            _ => true,
        };
}
