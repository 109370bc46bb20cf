using Importer.Gateway;
using Importer.Health;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Telemetry;

namespace Importer.HealthChecks;

/// <summary>Makes the test calls of a round, those that are due, and explains what does not work.</summary>
internal sealed class RoundCalls(IGateway gateway, TestCaller caller, DeviationFinder deviationFinder, TimeProvider clock)
{
    /// <summary>
    /// What is known of every target: called now, or resting. A paced round uses what has come due of the day's budget, another all of it.
    /// </summary>
    public async Task<IReadOnlyList<HealthCheck>> CheckAsync(
        ProbeTargets everything,
        RoundContext context,
        ProbeHistory past,
        bool isPaced,
        CancellationToken cancellationToken
    )
    {
        var targets = everything.All();
        var due = targets.Where(target => !past.IsResting(target)).OrderBy(past.CalledAt).Select(past.WithMemory).ToList();
        if (due.Count == 0)
        {
            return [.. targets.Select(past.Rested)];
        }

        var calls = new CheckedCalls(gateway, caller, context.Design);
        var state = await Tracing.StepAsync(
            "look before the test calls",
            () => gateway.ReadAsync(Query(calls.Behind(due), context.Input.Service, context.Apis), cancellationToken)
        );
        var results = await Tracing.StepAsync(
            "probe",
            () =>
                calls.CallAsync(
                    due,
                    state,
                    new HashSet<ResourceKey>(),
                    ProbeRetryOptions.Once with
                    {
                        Every = isPaced ? past.RoundsEvery : null,
                    },
                    cancellationToken
                )
        );
        var explained = await ExplainAsync(results, everything, context, cancellationToken);
        HealthMeter.Count(explained);
        var now = clock.GetUtcNow();
        return [.. explained.Select(result => past.Check(result, now)), .. targets.Where(past.IsResting).Select(past.Rested)];
    }

    private static GatewayQuery Query(IReadOnlyList<GatewayResource> behind, ServiceInfo service, IReadOnlyList<Observed> apis) =>
        new()
        {
            Service = service,
            Apis = apis,
            Wanted = behind,
            IsInScope = _ => false,
            WithTags = false,
            WithProducts = false,
        };

    // Only around what is wrong is the gateway compared with the design: what differs there explains most.
    private async Task<IReadOnlyList<ProbeResult>> ExplainAsync(
        IReadOnlyList<(ProbeTarget Target, ProbeResult Result)> found,
        ProbeTargets everything,
        RoundContext context,
        CancellationToken cancellationToken
    )
    {
        var sick = found.Where(pair => IsSick(pair.Result)).Select(pair => pair.Target).ToList();
        if (sick.Count == 0)
        {
            return [.. found.Select(pair => pair.Result)];
        }

        var deviations = await deviationFinder.FindAsync(sick, everything, context, cancellationToken);
        return
        [
            .. found.Select(pair =>
                IsSick(pair.Result) ? Prober.Explain(pair.Result, everything.WithDeviations(pair.Target, deviations)) : pair.Result
            ),
        ];
    }

    private static bool IsSick(ProbeResult result) => result is { Status: ProbeStatus.Unhealthy or ProbeStatus.Pending, Fault: not null };
}
