using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Health;
using Importer.ManualActions;
using Importer.Planning;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Telemetry;
using Microsoft.Extensions.Logging;

namespace Importer.Reconciliation;

/// <summary>
/// Makes the gateway hold what was deployed. Level-triggered: a request only says where to look, and every run reads the
/// world afresh, so doubled, late and reordered requests end in the same place.
/// </summary>
public sealed partial class Reconciler(RunDependencies rooms, ImporterSettings settings, TimeProvider clock, ILogger<Reconciler> logger)
{
    // Somebody else wrote meanwhile: plan again from what is there now, but not for ever.
    private const int MaxPlans = 4;

    private readonly ActionRunner _actions = new(rooms, settings);
    private readonly AdoptionService _adopting = new(rooms, settings);
    private readonly PendingWithdrawals _withdrawals = new(rooms, settings, clock);
    private readonly LackingApis _lacks = new(rooms, clock);
    private readonly FleetRun _fleets = new(settings, clock);

    /// <summary>
    /// Runs once: discover, design, observe, plan, apply, probe, report. Never throws for what Azure answers; the report
    /// says what was done, what was not and why.
    /// </summary>
    public async Task<RunReport> RunAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var report = new RunReportBuilder(request, clock.GetUtcNow());
        try
        {
            if (request.ManualAction is { Kind: ManualActionKind.Detach or ManualActionKind.Restore })
            {
                return Finish(await _actions.RunAsync(request, report, cancellationToken));
            }

            for (var plans = 1; ; plans++)
            {
                var ground = await LookAsync(request, cancellationToken);

                // Who insists on dropping policies has not insisted on withdrawing anything.
                request = request.ManualAction is null ? request : request with { Insist = false };
                var design = await DesignAsync(request, ground, cancellationToken);
                if ((ground.Refusal ?? ground.Misfit(design)) is { } refusal)
                {
                    return Finish(report.Refused(refusal));
                }

                var (state, plan, dropped) = await PlanAsync(request, ground, design, cancellationToken);
                var peoples = await new PeoplesApis(rooms).OfAsync(plan, state, ground, cancellationToken);
                report.Found(
                    ground.Inventory,
                    design with
                    {
                        SetAside = [.. ground.Told(plan), .. dropped, .. peoples, .. design.SetAside],
                    },
                    plan
                );
                if (request.Mode == RunMode.Plan || plan.Refusal is not null)
                {
                    return Finish(report.Planned());
                }

                await _adopting.KeepAsync(ground, request.RunId, state, cancellationToken);
                var results = await ApplyAsync(request, state, plan, cancellationToken);
                await _withdrawals.SettleAsync(request, results, cancellationToken);
                await _lacks.SettleAsync(request, design, results, cancellationToken);
                if (plans == MaxPlans || results.All(result => result.Failure != WriteFailureKind.Changed))
                {
                    report.Applied(results);
                    var targets = new ProbeTargets(design, ground.Inventory, ground.Service, settings).ToProve(request, results);
                    report.Probed(await ProbeAsync(targets, design, state, results, cancellationToken), clock.GetUtcNow());
                    return Finish(report);
                }

                LogPlanningAgain(request.RunId, plans);
                report.Keep(results);
            }
        }
        catch (GatewayUnreadableException fault)
        {
            return Finish(report.Stopped(fault.Message, fault.MayPass));
        }
        catch (OperationCanceledException)
        {
            return Finish(report.Stopped("the run's time was up; the next run continues", mayPass: true));
        }
    }

    /// <summary>
    /// What the gateway should hold, and what a run over everything would do about it. Writes nothing, and never throws for what Azure
    /// answers.
    /// </summary>
    public async Task<WantedGateway> DesignAsync(CancellationToken cancellationToken)
    {
        var request = new ReconcileRequest
        {
            RunId = RunId.Mint(clock),
            Reason = RunReason.Manual,
            Mode = RunMode.Plan,
        };
        var report = new RunReportBuilder(request, clock.GetUtcNow());
        try
        {
            var ground = await LookAsync(request, cancellationToken);
            var design = await DesignAsync(request, ground, cancellationToken);
            var (_, plan, _) = await PlanAsync(request, ground, design, cancellationToken);
            report.Found(ground.Inventory, design, plan);
            return new(Finish(report.Planned()), [.. design.Resources.Where(resource => !plan.Blocked.Contains(resource.Key))]);
        }
        catch (GatewayUnreadableException fault)
        {
            return new(Finish(report.Stopped(fault.Message, fault.MayPass)), []);
        }
    }

    private async Task<RunContext> LookAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        var (inventory, service) = await Tracing.StepAsync("discover", () => DiscoverAsync(request, cancellationToken));
        return service.IsReady || request.Mode == RunMode.Plan
            ? await AroundAsync(
                request,
                await Tracing.StepAsync("look at the APIs", () => _adopting.ReadAsync(request, inventory, service, cancellationToken)),
                cancellationToken
            )
            : throw new GatewayUnreadableException(
                $"API Management service {service.Id.Name} is {service.ProvisioningState}, not Succeeded; nothing is written until it is, the run is tried again",
                mayPass: true
            );
    }

    // Where a run over a part finds an ownership tag's host at another account, or not at all, the account may have been moved, or not:
    // then all are listed, which costs one call a scope. A run over everything has seen them already.
    private async Task<RunContext> AroundAsync(ReconcileRequest request, RunContext ground, CancellationToken cancellationToken)
    {
        if (request.Scope is null || !ground.All.Any(api => api.OwnershipTag is { } tag && MayBeMoved(tag, ground.Inventory)))
        {
            return ground;
        }

        var around = await rooms.Source.ListAccountsAsync(settings.Scopes, cancellationToken);
        return around.Unread.Count == 0
            ? ground with
            {
                Inventory = ground.Inventory with { Elsewhere = [.. around.Accounts.Select(found => found.Account)] },
            }
            : throw new GatewayUnreadableException(
                $"whether an account was moved could not be seen: {around.Unread[0].Reason}",
                around.Unread.Any(unread => unread.MayPass)
            );
    }

    private static bool MayBeMoved(OwnershipTag tag, Inventory inventory)
    {
        var noted = FoundryAccount.IdOf(tag.Source);
        var there = inventory.Accounts.Where(found => found.Account.Host == tag.Host).Select(found => found.Account.Id).ToList();
        return tag.Host is not null && !there.Contains(noted) && (there.Count > 0 || inventory.KnowsAbout(noted));
    }

    // Neither needs the other.
    private async Task<(Inventory Inventory, ServiceInfo Service)> DiscoverAsync(
        ReconcileRequest request,
        CancellationToken cancellationToken
    )
    {
        var inventory = rooms.Source.ReadAsync(Scopes(request), cancellationToken);
        var service = rooms.Gateway.ReadServiceAsync(cancellationToken);
        await Task.WhenAll(inventory, service);
        return (await inventory, await service);
    }

    private async Task<GatewayDesign> DesignAsync(ReconcileRequest request, RunContext ground, CancellationToken cancellationToken)
    {
        var reading = await Tracing.StepAsync(
            "read specifications",
            () => new DesignReader(rooms, settings).ReadAsync(request, ground.Inventory, ground.Service, cancellationToken)
        );
        return _fleets.WithAccess(GatewayDesigner.Design(reading with { Apis = ground.Apis }), request, ground);
    }

    private async Task<(GatewayState State, Plan Plan, IReadOnlyList<SetAside> Dropped)> PlanAsync(
        ReconcileRequest request,
        RunContext ground,
        GatewayDesign design,
        CancellationToken cancellationToken
    )
    {
        var claims = new OwnershipResolver(ground.Inventory, settings);
        var state = await Tracing.StepAsync(
            "observe",
            () => rooms.Gateway.ReadAsync(Query(design, claims, request, ground), cancellationToken)
        );
        var input = await _withdrawals.JudgeAsync(
            request,
            Input(design, state, claims, request) with
            {
                TakeOver = ground.TakeOver,
            },
            ground.Listed,
            cancellationToken
        );
        var plan = await CompareAsync(
            design,
            await _lacks.JudgeAsync(design, input, cancellationToken),
            request.Mode == RunMode.Apply,
            cancellationToken
        );
        if (ground.Target is not { } target)
        {
            var (whole, told) = _fleets.Plan(plan, design, (request, ground), state);
            return (state, whole, told);
        }

        var dropped = DroppedPolicies.Of(target, plan, state);
        return (state, DroppedPolicies.Guard(GrantRoleFirst.Of(plan, target, ground.TakeOver), target, dropped, ground.Drops), dropped);
    }

    private Task<IReadOnlyList<StepResult>> ApplyAsync(
        ReconcileRequest request,
        GatewayState state,
        Plan plan,
        CancellationToken cancellationToken
    ) =>
        Tracing.StepAsync(
            "apply",
            () =>
                rooms.Applier.ApplyAsync(
                    plan,
                    rooms.Withdrawal(settings, request, state, clock.GetUtcNow()).BeforeDeleteAsync,
                    cancellationToken
                )
        );

    private IReadOnlyList<ResourceId> Scopes(ReconcileRequest request) => request.Scope is { } scope ? [scope] : settings.Scopes;

    // An event says nothing about tags: where no setting names any, and no adopted API has people's, only sweeps and people's runs look for
    // them.
    private GatewayQuery Query(GatewayDesign design, OwnershipResolver claims, ReconcileRequest request, RunContext ground) =>
        new()
        {
            Service = ground.Service,
            Apis = ground.Listed,
            Wanted = [.. design.Resources, .. _fleets.Asked()],
            IsInScope = tag => claims.Of(tag, null) is Ownership.Gone or Ownership.Serving || _fleets.IsInScope(tag),
            WithUsers = settings.Deletion.Allowed,
            WithTags =
                request.Reason != RunReason.Event
                || PrerequisiteFinder.Tags(settings)
                || ground.All.Any(api => api.OwnershipTag?.AdoptedAs is not null),
        };

    private PlanInput Input(GatewayDesign design, GatewayState state, OwnershipResolver claims, ReconcileRequest request) =>
        new()
        {
            Wanted = design.Resources,
            Found = state,
            ClaimOf = claims.Of,
            IsSameOwner = claims.IsSameOwner,
            Kept = design.Kept,
            Deletion = settings.Deletion,
            Insist = request.Insist,
            TakesNewDocuments = request.Mode == RunMode.Plan || request.Reason is RunReason.Manual or RunReason.Drift,
            Sweep = request is { Reason: RunReason.Drift, Mode: RunMode.Apply } ? settings.Drift : null,
            Undesigned = design.Undesigned,
            Ignored = design.Ignored,
        };

    private Task<Plan> CompareAsync(GatewayDesign design, PlanInput input, bool keeps, CancellationToken cancellationToken) =>
        new OperationCounts(rooms.Store, rooms.Gateway, clock).JudgeAsync(
            Planner.Compare(input),
            input,
            design.Trimmed,
            keeps,
            cancellationToken
        );

    // A try comes a few seconds after the other: so many calls at most.
    private Task<IReadOnlyList<ProbeResult>> ProbeAsync(
        IReadOnlyList<ProbeTarget> targets,
        GatewayDesign design,
        GatewayState state,
        IReadOnlyList<StepResult> results,
        CancellationToken cancellationToken
    ) =>
        Tracing.StepAsync(
            "probe",
            async Task<IReadOnlyList<ProbeResult>> () =>
            {
                var written = results.Where(result => result.Outcome == StepOutcome.Done).Select(result => result.Step.Key).ToHashSet();
                var patience = new ProbeRetryOptions(settings.Health.ReadyWithin, 16 + (int)(settings.Health.ReadyWithin.TotalSeconds / 10))
                {
                    IsGoneAsync = new DeploymentPresence(rooms.Source, clock).IsGoneAsync,
                };
                return
                [
                    .. (await new CheckedCalls(rooms, design).CallAsync(targets, state, written, patience, cancellationToken)).Select(
                        called => called.Result
                    ),
                ];
            }
        );

    private RunReport Finish(RunReportBuilder builder)
    {
        var report = builder.Build(clock.GetUtcNow());
        LogFinished(report.Id, report.Outcome, report.Counts.Create, report.Counts.Update, report.Counts.Delete, report.Counts.Unchanged);
        return report;
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Run {RunId} {Outcome}: {Created} created, {Updated} updated, {Deleted} deleted, {Unchanged} unchanged"
    )]
    private partial void LogFinished(string runId, RunOutcome? outcome, int created, int updated, int deleted, int unchanged);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} met a change by somebody else; planning again ({Plans})")]
    private partial void LogPlanningAgain(string runId, int plans);
}

/// <summary>What the gateway should hold.</summary>
/// <param name="Plan">The plan of a run over everything.</param>
/// <param name="Resources">What is wanted and nothing stands in the way of; empty when the plan could not be made.</param>
public sealed record WantedGateway(RunReport Plan, IReadOnlyList<GatewayResource> Resources);
