using System.Diagnostics.Metrics;
using Importer.Gateway;
using Importer.Health;
using Importer.Runs;
using Importer.Telemetry;

namespace Importer.Reports;

/// <summary>Counts what runs did. Names follow <c>foundry_apim.*</c>; durations are in seconds.</summary>
public static class RunMeter
{
    private static readonly Histogram<double> Duration = Meters.Seconds(
        "foundry_apim.reconcile.duration",
        "How long a run took, by reason, mode and outcome."
    );

    private static readonly Counter<long> Changes = Meters.Own.CreateCounter<long>(
        "foundry_apim.reconcile.changes",
        "{change}",
        "Steps of runs that wrote or tried to, by change, kind and outcome."
    );

    private static readonly Counter<long> Errors = Meters.Own.CreateCounter<long>(
        "foundry_apim.reconcile.errors",
        "{run}",
        "Runs that failed or were refused, by reason and outcome."
    );

    private static readonly Histogram<double> EventToReady = Meters.Seconds(
        "foundry_apim.event.ready",
        "From the event to an API that answers through the gateway."
    );

    /// <summary>Counts a run that has ended.</summary>
    public static void Count(RunReport run)
    {
        ArgumentNullException.ThrowIfNull(run);
        KeyValuePair<string, object?> reason = new("reason", Meters.Word(run.Reason)),
            mode = new("mode", Meters.Word(run.Mode)),
            outcome = new("outcome", Meters.Word(run.Outcome));
        if (run.FinishedAt is { } finishedAt)
        {
            Duration.Record((finishedAt - run.StartedAt).TotalSeconds, reason, mode, outcome);
        }

        foreach (
            var steps in run
                .Steps.Where(step => step.Outcome != StepOutcome.Planned)
                .CountBy(step => (step.Change, step.Kind, step.Outcome))
        )
        {
            Changes.Add(
                steps.Value,
                new("action", Meters.Word(steps.Key.Change)),
                new("kind", Meters.Word(steps.Key.Kind)),
                new("outcome", Meters.Word(steps.Key.Outcome))
            );
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

/// <summary>Counts what test calls and drift checks found.</summary>
public static class HealthMeter
{
    private static readonly Histogram<double> ProbeDuration = Meters.Seconds(
        "foundry_apim.probe.duration",
        "Latency of test calls through the gateway, by API, capability and status."
    );

    private static readonly Counter<long> ProbeFailures = Meters.Own.CreateCounter<long>(
        "foundry_apim.probe.failures",
        "{call}",
        "Test calls that found a deployment unhealthy, by API and cause."
    );

    private static readonly Counter<long> ProbeTokens = Meters.Own.CreateCounter<long>(
        "foundry_apim.probe.tokens",
        "{token}",
        "Tokens that test calls used."
    );

    private static readonly Gauge<long> Deployments = Meters.Own.CreateGauge<long>(
        "foundry_apim.deployments",
        "{deployment}",
        "Imported deployments by health, after the latest round of test calls."
    );

    private static readonly Gauge<long> Drift = Meters.Own.CreateGauge<long>(
        "foundry_apim.drift",
        "{item}",
        "Drift items by kind, after the latest check."
    );

    /// <summary>Counts the test calls of a round or run.</summary>
    public static void Count(IEnumerable<ProbeResult> probes)
    {
        ArgumentNullException.ThrowIfNull(probes);
        foreach (var probe in probes)
        {
            KeyValuePair<string, object?> api = new("api", probe.Api);
            if (probe.LatencyMs is { } latency)
            {
                ProbeDuration.Record(
                    latency / 1000.0,
                    api,
                    new("capability", Meters.Word(probe.Capability)),
                    new("status", Meters.Word(probe.Status))
                );
            }

            if (probe.Status == ProbeStatus.Unhealthy)
            {
                ProbeFailures.Add(1, api, new("cause", Meters.Word(probe.Code)));
            }

            if (probe.Usage is { } usage)
            {
                ProbeTokens.Add(usage.TotalTokens, api);
            }
        }
    }

    /// <summary>Sets how many deployments there are of each health; those that there are none of are set to 0.</summary>
    public static void Set(HealthSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        foreach (var status in Enum.GetValues<ProbeStatus>())
        {
            Deployments.Record(
                snapshot.Checks.Count(check => check.Status == status),
                new KeyValuePair<string, object?>("status", Meters.Word(status))
            );
        }
    }

    /// <summary>Sets how many drift items there are of each kind; a check that could not look sets nothing.</summary>
    public static void Set(DriftReport drift)
    {
        ArgumentNullException.ThrowIfNull(drift);
        foreach (var kind in drift.Error is null ? Enum.GetValues<DriftKind>() : [])
        {
            Drift.Record(drift.Items.Count(item => item.Kind == kind), new KeyValuePair<string, object?>("kind", Meters.Word(kind)));
        }
    }
}
