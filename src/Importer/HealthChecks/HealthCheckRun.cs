using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Health;
using Importer.Lifecycle;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Telemetry;

namespace Importer.HealthChecks;

/// <summary>
/// One round of test calls: discover, design, call every deployment through its API, find causes, write down. Changes nothing.
/// </summary>
public sealed class HealthCheckRun(RunDependencies rooms, ImporterSettings settings, TimeProvider clock)
{
    private const int RecentRuns = 50;

    private readonly HealthRecords _records = new(rooms.Store);
    private readonly RunRecords _runs = new(rooms.Store);
    private readonly ProbeBudget _budget = new(rooms.Store, settings.Health, clock);

    /// <summary>
    /// Runs the round. Never throws for what Azure answers; <see cref="HealthSnapshot.Error"/> says when nothing could be tested.
    /// </summary>
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
            var input = new DesignInput
            {
                Inventory = inventory,
                Settings = settings,
                Service = service,
                Specifications = await rooms.Specifications.ReadAsync(settings, cancellationToken),
                Holdings = service.IsReady
                    ? await rooms.Gateway.ReadHoldingsAsync(PrerequisiteFinder.Of(inventory, settings), cancellationToken)
                    : null,
                Apis = [.. apis.Select(found => (Api)found.Resource)],
                Ahead = rooms.Ahead is { } ahead
                    ? await ahead.LookAheadAsync(inventory, mayRead: false, cancellationToken)
                    : new Dictionary<string, Retirement>(),
            };
            var design = GatewayDesigner.Design(input);
            await LookAheadAsync(inventory, design, before, cancellationToken);
            var past = new ProbeHistory(before, await _runs.ListAsync(RecentRuns, cancellationToken), settings.Health, clock.GetUtcNow());
            var checks = await CheckAsync(
                new ProbeTargets(design, inventory, service, settings, past.RefusedWrites),
                new(input, design, apis),
                past,
                cancellationToken
            );
            return HealthSnapshots.WithMoment(
                HealthSnapshots.Of(
                    before,
                    [
                        .. checks,
                        .. new UndesignedDeploymentChecks(inventory, design, clock.GetUtcNow()).Of(past.Known),
                        .. past.Unread(inventory),
                    ],
                    inventory,
                    design,
                    clock.GetUtcNow()
                ) with
                {
                    Apis = ImportedApis.Of(design),
                    Gateway = service.GatewayUrl.AbsoluteUri.TrimEnd('/'),
                    Budget = await _budget.ReadAsync(cancellationToken) with
                    {
                        ProofsPerDay = ProbeBudget.ProofsPerDay(settings.Health, checks),
                    },
                }
            );
        }
        catch (GatewayUnreadableException fault)
        {
            return HealthSnapshots.Stopped(before, fault.Message, clock.GetUtcNow());
        }
    }

    // The deployments are read anyway: what is ahead of them costs a list for each location and day.
    private Task LookAheadAsync(Inventory inventory, GatewayDesign design, HealthSnapshot? before, CancellationToken cancellationToken) =>
        rooms.Ahead?.UpdateAsync(inventory, Unreached(inventory, design, before), cancellationToken) ?? Task.CompletedTask;

    // Nothing here sees the traffic of callers: what is known to serve nothing is what no call can reach, or what answers none.
    private static HashSet<string> Unreached(Inventory inventory, GatewayDesign design, HealthSnapshot? before)
    {
        var imported = design.Decisions.Select(decision => decision.Deployment.Id.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var broken = (before?.Checks ?? [])
            .GroupBy(check => check.Deployment, StringComparer.OrdinalIgnoreCase)
            .Where(checks => checks.All(check => check.Status == ProbeStatus.Unhealthy))
            .Select(checks => checks.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return inventory
            .Accounts.SelectMany(found => found.Deployments)
            .Select(deployment => deployment.Id.Value)
            .Where(id => !imported.Contains(id) || broken.Contains(id))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private async Task<IReadOnlyList<HealthCheck>> CheckAsync(
        ProbeTargets everything,
        RoundGround ground,
        ProbeHistory past,
        CancellationToken cancellationToken
    )
    {
        var targets = everything.All();
        var due = targets.Where(target => !past.IsResting(target)).OrderBy(past.CalledAt).Select(past.WithMemory).ToList();
        if (due.Count == 0)
        {
            return [.. targets.Select(past.Rested)];
        }

        var calls = new CheckedCalls(rooms, ground.Design);
        var state = await Tracing.StepAsync(
            "look before the test calls",
            () => rooms.Gateway.ReadAsync(Query(calls.Behind(due), ground.Input.Service, ground.Apis), cancellationToken)
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
                        Every = past.RoundsEvery,
                    },
                    cancellationToken
                )
        );
        var explained = await ExplainAsync(results, everything, ground, cancellationToken);
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
        RoundGround ground,
        CancellationToken cancellationToken
    )
    {
        var sick = found.Where(pair => IsSick(pair.Result)).Select(pair => pair.Target).ToList();
        if (sick.Count == 0)
        {
            return [.. found.Select(pair => pair.Result)];
        }

        var deviations = await new Explanation(rooms, settings, ground).FindAsync(sick, everything, cancellationToken);
        return
        [
            .. found.Select(pair =>
                IsSick(pair.Result) ? Prober.Explain(pair.Result, everything.WithDeviations(pair.Target, deviations)) : pair.Result
            ),
        ];
    }

    private static bool IsSick(ProbeResult result) => result is { Status: ProbeStatus.Unhealthy or ProbeStatus.Pending, Fault: not null };
}

/// <summary>Puts a round's checks, decisions and history together.</summary>
internal static class HealthSnapshots
{
    // A day of rounds, at one in a quarter of an hour.
    private const int Moments = 96;

    /// <summary>The snapshot of a round; its budget is the caller's.</summary>
    public static HealthSnapshot Of(
        HealthSnapshot? before,
        IReadOnlyList<HealthCheck> checks,
        Inventory inventory,
        GatewayDesign design,
        DateTimeOffset now
    ) =>
        new()
        {
            GeneratedAt = now,
            Summary = HealthSummary.Of(checks.Select(check => check.Status)),
            Checks =
            [
                .. checks
                    .OrderBy(check => check.Deployment, StringComparer.OrdinalIgnoreCase)
                    .ThenBy(check => check.Api, StringComparer.OrdinalIgnoreCase),
            ],
            History = before?.History ?? [],
            Imported = [.. design.Decisions.Select(Imported)],
            SetAside =
            [
                .. new[]
                {
                    inventory.Unread.Select(unread => new RunSetAside(unread.Scope.Value, unread.Reason) { Kind = SetAsideKind.Unread }),
                    inventory.Missing.Select(missing => new RunSetAside(
                        missing.Value,
                        "there is no such scope any more; check Discovery.Scopes if it should be there"
                    )
                    {
                        Kind = SetAsideKind.Missing,
                    }),
                    design.SetAside.Select(aside => new RunSetAside(aside.Subject, aside.Reason)
                    {
                        Kind = aside.Differences.Count > 0 ? SetAsideKind.LeftOut : RunSetAsides.KindOf(aside),
                    }),
                }
                    .SelectMany(asides => asides)
                    .Select(aside => aside with { Since = Began(aside, before) ?? now }),
            ],
        };

    private static DateTimeOffset? Began(RunSetAside aside, HealthSnapshot? before) =>
        before
            ?.SetAside.FirstOrDefault(known =>
                known.Kind == aside.Kind && string.Equals(known.Deployment, aside.Deployment, StringComparison.OrdinalIgnoreCase)
            )
            ?.Since;

    /// <summary>The snapshot with its own round as the last of its history.</summary>
    public static HealthSnapshot WithMoment(HealthSnapshot snapshot)
    {
        var latencies = snapshot
            .Checks.Where(check => check.Status == ProbeStatus.Healthy)
            .Select(check => check.LatencyMs)
            .OfType<long>()
            .Order()
            .ToList();
        var moment = new RoundSummary(
            snapshot.GeneratedAt,
            snapshot.Summary,
            snapshot.Checks.Count(check =>
                check.CalledAt is { } at && at > (snapshot.History is [.., var last] ? last.At : DateTimeOffset.MinValue)
            ),
            snapshot.Checks.Sum(check => check.Usage?.TotalTokens ?? 0),
            latencies.Count == 0 ? null : latencies[latencies.Count / 2]
        );
        return snapshot with { History = [.. snapshot.History.Append(moment).TakeLast(Moments)] };
    }

    /// <summary>A round that could test nothing: what was known stays, with the reason.</summary>
    public static HealthSnapshot Stopped(HealthSnapshot? before, string error, DateTimeOffset now)
    {
        var known = before ?? new HealthSnapshot { GeneratedAt = now, Summary = HealthSummary.Of([]) };
        return known with
        {
            GeneratedAt = now,
            Error = error,
            ErrorSince = before?.Error is null ? now : before.ErrorSince ?? before.GeneratedAt,
        };
    }

    private static ImportedDeployment Imported(Decision decision) =>
        new()
        {
            Deployment = decision.Deployment.Id.Value,
            Model = decision.Deployment.ModelName,
            Format = decision.Deployment.ModelFormat,
            Version = decision.Deployment.ModelVersion,
            Sku = decision.Deployment.Sku,
            Capacity = decision.Deployment.Capacity,
            Api = decision.ApiId,
            Path = decision.ApiPath,
            Compatibility = decision.Compatibility,
            Reason = decision.Reason,
            Settings = decision.Settings,
            Lacks = decision.Lacks.Count > 0 ? decision.Lacks : null,
        };
}
