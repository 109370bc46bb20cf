using System.Diagnostics.Metrics;
using Importer.Gateway;
using Importer.Telemetry;

namespace Importer.Reports;

/// <summary>Counts what runs did. Names follow <c>foundry_apim.*</c>; durations are in seconds.</summary>
public static class RunMeter
{
    private static readonly Histogram<double> Duration = Meters.Seconds("foundry_apim.reconcile.duration", "How long a run took, by reason, mode and outcome.");

    private static readonly Counter<long> Changes = Meters.Own.CreateCounter<long>("foundry_apim.reconcile.changes", "{change}", "Steps of runs that wrote or tried to, by change, kind and outcome.");

    private static readonly Counter<long> Errors = Meters.Own.CreateCounter<long>("foundry_apim.reconcile.errors", "{run}", "Runs that failed or were refused, by reason and outcome.");

    private static readonly Histogram<double> EventToReady = Meters.Seconds("foundry_apim.event.ready", "From the event to an API that answers through the gateway.");

    /// <summary>Counts a run that has ended.</summary>
    public static void Count(RunReport run)
    {
        ArgumentNullException.ThrowIfNull(run);
        KeyValuePair<string, object?> reason = new("reason", Meters.Word(run.Reason)), mode = new("mode", Meters.Word(run.Mode)), outcome = new("outcome", Meters.Word(run.Outcome));
        if (run.FinishedAt is { } finishedAt)
        {
            Duration.Record((finishedAt - run.StartedAt).TotalSeconds, reason, mode, outcome);
        }

        foreach (var steps in run.Steps.Where(step => step.Outcome != StepOutcome.Planned).CountBy(step => (step.Change, step.Kind, step.Outcome)))
        {
            Changes.Add(steps.Value, new("action", Meters.Word(steps.Key.Change)), new("kind", Meters.Word(steps.Key.Kind)), new("outcome", Meters.Word(steps.Key.Outcome)));
        }

        if (run.Outcome is RunOutcome.Failed or RunOutcome.Refused)
        {
            Errors.Add(1, reason, outcome);
        }

        HealthMeter.Count(run.Probes);
        if (run.Timing.EventToReadyMs is { } ready)
        {
            EventToReady.Record(ready / 1000.0);
        }
    }
}
