using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Foresight;
using Importer.Gateway;
using Importer.Health;
using Importer.Reconciliation;
using Importer.Reports;

namespace Importer.HealthChecks;

/// <summary>
/// One round of test calls: discover, design, call every deployment through its API, find causes, write down. Changes nothing.
/// </summary>
public sealed class HealthCheckRun
{
    private readonly RoundReader _reader;
    private readonly RoundCalls _calls;
    private readonly RoundRecords _records;
    private readonly TimeProvider _clock;
    private readonly LifecycleWatch? _lifecycle;

    internal HealthCheckRun(
        RoundReader reader,
        RoundCalls calls,
        RoundRecords records,
        TimeProvider clock,
        LifecycleWatch? lifecycle = null
    ) => (_reader, _calls, _records, _clock, _lifecycle) = (reader, calls, records, clock, lifecycle);

    /// <summary>
    /// Runs the round. Never throws for what Azure answers; <see cref="HealthSnapshot.Error"/> says when nothing could be tested.
    /// </summary>
    public Task<HealthSnapshot> RunAsync(CancellationToken cancellationToken) => RunAsync(isPaced: true, cancellationToken);

    /// <summary>
    /// Runs a round that somebody asked for: the same, with all that is left of the day's budget and not only what has come due of it.
    /// </summary>
    public Task<HealthSnapshot> RunByHandAsync(CancellationToken cancellationToken) => RunAsync(isPaced: false, cancellationToken);

    private async Task<HealthSnapshot> RunAsync(bool isPaced, CancellationToken cancellationToken)
    {
        var before = await _records.ReadAsync(cancellationToken);
        var snapshot = await LookAsync(before, isPaced, cancellationToken);
        HealthMeter.Set(snapshot);
        await _records.KeepAsync(before, snapshot);
        return snapshot;
    }

    private async Task<HealthSnapshot> LookAsync(HealthSnapshot? before, bool isPaced, CancellationToken cancellationToken)
    {
        try
        {
            var context = await _reader.ReadAsync(cancellationToken);
            var (inventory, service, design) = (context.Input.Inventory, context.Input.Service, context.Design);
            await LookAheadAsync(inventory, design, before, cancellationToken);
            var past = await _records.HistoryAsync(before, cancellationToken);
            var targets = new ProbeTargets(design, inventory, service, context.Input.Settings, past.RefusedWrites);
            var checks = await _calls.CheckAsync(targets, context, past, isPaced, cancellationToken);
            return HealthSnapshots.WithMoment(
                HealthSnapshots.Of(
                    before,
                    [
                        .. checks,
                        .. new UndesignedDeploymentChecks(inventory, design, _clock.GetUtcNow()).Of(past.Known),
                        .. past.Unread(inventory),
                    ],
                    inventory,
                    design,
                    _clock.GetUtcNow()
                ) with
                {
                    Apis = ImportedApis.Of(design),
                    Gateway = service.GatewayUrl.AbsoluteUri.TrimEnd('/'),
                    Budget = await _records.BudgetAsync(checks, cancellationToken),
                }
            );
        }
        catch (GatewayUnreadableException fault)
        {
            return HealthSnapshots.Stopped(before, fault.Message, _clock.GetUtcNow());
        }
    }

    // The deployments are read anyway: what is ahead of them costs a list for each location and day.
    private Task LookAheadAsync(Inventory inventory, GatewayDesign design, HealthSnapshot? before, CancellationToken cancellationToken) =>
        _lifecycle?.UpdateAsync(inventory, Unreached(inventory, design, before), cancellationToken) ?? Task.CompletedTask;

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
}

/// <summary>Reads what a round tests: everything that the settings look at.</summary>
internal sealed class RoundReader(IDeploymentSource source, IGateway gateway, DesignReader designs, ImporterSettings settings)
{
    /// <summary>The design of all accounts, and what it was made from.</summary>
    /// <exception cref="GatewayUnreadableException">It cannot be read.</exception>
    public async Task<RoundContext> ReadAsync(CancellationToken cancellationToken)
    {
        var inventory = await source.ReadAsync(settings.Scopes, cancellationToken);
        var service = await gateway.ReadServiceAsync(cancellationToken);
        var apis = await gateway.ListApisAsync(service, cancellationToken);
        var input = await designs.ReadAsync(inventory, service, mayReadLists: false, cancellationToken);
        input = input with { Apis = [.. apis.Select(found => (Api)found.Resource)] };
        return new(input, GatewayDesigner.Design(input), apis);
    }
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
                .. RunSetAsides
                    .Of(inventory)
                    .Concat(
                        design.SetAside.Select(aside => new RunSetAside(aside.Subject, aside.Reason)
                        {
                            Kind = aside.Differences.Count > 0 ? SetAsideKind.LeftOut : RunSetAsides.KindOf(aside),
                        })
                    )
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
