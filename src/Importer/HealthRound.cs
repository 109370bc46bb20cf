using Importer.Design;
using Importer.Gateway;
using Importer.Health;
using Importer.Reports;
using Importer.Telemetry;

namespace Importer;

/// <summary>One round of test calls: discover, design, call every deployment through its API, find causes, write down. Changes nothing.</summary>
public sealed class HealthRound(RunRooms rooms, Reconciler reconciler, ImporterSettings settings, TimeProvider clock)
{
    private const int RecentRuns = 50;

    private readonly HealthRecords _records = new(rooms.Store);
    private readonly RunRecords _runs = new(rooms.Store);
    private readonly ProbeBudget _budget = new(rooms.Store, settings.Health, clock);

    /// <summary>Runs the round. Never throws for what Azure answers; <see cref="HealthSnapshot.Error"/> says when nothing could be tested.</summary>
    public async Task<HealthSnapshot> RunAsync(CancellationToken cancellationToken)
    {
        var before = await _records.ReadAsync(cancellationToken);
        var snapshot = await LookAsync(before, cancellationToken);
        HealthMeter.Set(snapshot);
        await _records.WriteAsync(snapshot, CancellationToken.None);
        await ForgetAsync(before, snapshot);
        return snapshot;
    }

    // Once a day is enough: days are what is forgotten.
    private async Task ForgetAsync(HealthSnapshot? before, HealthSnapshot round)
    {
        var today = DateOnly.FromDateTime(round.GeneratedAt.UtcDateTime);
        if (before is null || DateOnly.FromDateTime(before.GeneratedAt.UtcDateTime) < today)
        {
            await _records.ForgetAsync(today.AddDays(1 - settings.Health.HistoryDays), CancellationToken.None);
        }
    }

    private async Task<HealthSnapshot> LookAsync(HealthSnapshot? before, CancellationToken cancellationToken)
    {
        try
        {
            var inventory = await rooms.Source.ReadAsync(settings.Scopes, cancellationToken);
            var service = await rooms.Gateway.ReadServiceAsync(cancellationToken);
            var apis = await rooms.Gateway.ListApisAsync(service, cancellationToken);
            var design = GatewayDesigner.Design(new DesignInput
            {
                Inventory = inventory,
                Settings = settings,
                Service = service,
                Specifications = await rooms.Specifications.ReadAsync(settings, cancellationToken),
                Apis = [.. apis.Select(found => (Api)found.Resource)],
            });
            var past = new HealthPast(before, await _runs.ListAsync(RecentRuns, cancellationToken), settings.Health, clock.GetUtcNow());
            var checks = await CheckAsync(new ProbeTargets(design, inventory, service, settings, past.RefusedWrites), (design, service, apis), past, cancellationToken);
            return HealthSnapshots.WithMoment(HealthSnapshots.Of(before, [.. checks, .. new HealthLeftovers(inventory, design, clock.GetUtcNow()).Of(past.Known), .. past.Unread(inventory)], inventory, design) with
            {
                GeneratedAt = clock.GetUtcNow(),
                Budget = await _budget.ReadAsync(cancellationToken),
            });
        }
        catch (GatewayUnreadableException fault)
        {
            return HealthSnapshots.Stopped(before, fault.Message, clock.GetUtcNow());
        }
    }

    private async Task<IReadOnlyList<HealthCheck>> CheckAsync(
        ProbeTargets everything, (GatewayDesign Design, ServiceInfo Service, IReadOnlyList<Observed> Apis) ground, HealthPast past, CancellationToken cancellationToken)
    {
        var targets = everything.All();
        var due = targets.Where(target => !past.IsResting(target)).OrderBy(past.CalledAt).Select(past.WithMemory).ToList();
        if (due.Count == 0)
        {
            return [.. targets.Select(past.Rested)];
        }

        var calls = new CheckedCalls(rooms, ground.Design);
        var state = await Tracing.StepAsync("look before the test calls", () => rooms.Gateway.ReadAsync(Query(calls.Behind(due), ground.Service, ground.Apis), cancellationToken));
        var results = await Tracing.StepAsync("probe", () => calls.CallAsync(due, state, new HashSet<ResourceKey>(), ProbePatience.Once, cancellationToken));
        var explained = await ExplainAsync(results, everything, cancellationToken);
        HealthMeter.Count(explained);
        var now = clock.GetUtcNow();
        return [.. explained.Select(result => past.Check(result, now)), .. targets.Where(past.IsResting).Select(past.Rested)];
    }

    private static GatewayQuery Query(IReadOnlyList<GatewayResource> behind, ServiceInfo service, IReadOnlyList<Observed> apis) => new()
    {
        Service = service,
        Apis = apis,
        Wanted = behind,
        IsInScope = _ => false,
        WithTags = false,
        WithProducts = false,
    };

    // Only when something is wrong is the gateway compared with the design: what differs there explains most.
    private async Task<IReadOnlyList<ProbeResult>> ExplainAsync(
        IReadOnlyList<(ProbeTarget Target, ProbeResult Result)> found, ProbeTargets everything, CancellationToken cancellationToken)
    {
        if (found.All(pair => pair.Result.Status is not (ProbeStatus.Unhealthy or ProbeStatus.Pending)))
        {
            return [.. found.Select(pair => pair.Result)];
        }

        var request = new ReconcileRequest { RunId = RunId.Mint(clock), Reason = RunReason.Schedule, Mode = RunMode.Plan };
        var plan = await reconciler.RunAsync(request, cancellationToken);
        var deviations = plan.Steps.Select(step => new GatewayDeviation(new ResourceKey(step.Kind, step.Name), step.Change, step.Differences)).ToList();
        return [.. found.Select(pair => Prober.Explain(pair.Result, everything.WithDeviations(pair.Target, deviations)))];
    }
}
