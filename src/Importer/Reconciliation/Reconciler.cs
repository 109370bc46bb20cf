using Importer.Design;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Microsoft.Extensions.Logging;

namespace Importer.Reconciliation;

/// <summary>Makes runs.</summary>
public interface IReconciler
{
    /// <summary>Runs once. Never throws for what Azure answers; the report says what was done, what was not and why.</summary>
    Task<RunReport> RunAsync(ReconcileRequest request, CancellationToken cancellationToken);
}

/// <summary>
/// Makes the gateway hold what was deployed. Level-triggered: a request only says where to look, and every run reads the
/// world afresh, so doubled, late and reordered requests end in the same place.
/// </summary>
public sealed partial class Reconciler : IReconciler
{
    // Somebody else wrote meanwhile: plan again from what is there now, but not for ever.
    private const int MaxPlans = 4;

    private readonly Discovery _discovery;
    private readonly RunPlanner _planner;
    private readonly RunApplier _applier;
    private readonly RunProber _prober;
    private readonly ActionRunner _actions;
    private readonly TimeProvider _clock;
    private readonly ILogger<Reconciler> _logger;

    internal Reconciler(
        Discovery discovery,
        RunPlanner planner,
        RunApplier applier,
        RunProber prober,
        ActionRunner actions,
        TimeProvider clock,
        ILogger<Reconciler> logger
    )
    {
        (_discovery, _planner, _applier, _prober, _actions) = (discovery, planner, applier, prober, actions);
        (_clock, _logger) = (clock, logger);
    }

    /// <summary>
    /// Runs once: discover, design, observe, plan, apply, probe, report. Never throws for what Azure answers; the report
    /// says what was done, what was not and why.
    /// </summary>
    public async Task<RunReport> RunAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var report = new RunReportBuilder(request, _clock.GetUtcNow());
        try
        {
            if (request.ManualAction is { Kind: ManualActionKind.Detach or ManualActionKind.Restore })
            {
                return Finish(await _actions.RunAsync(request, report, cancellationToken));
            }

            for (var plans = 1; ; plans++)
            {
                var context = await _discovery.LookAsync(request, cancellationToken);
                var design = await _planner.DesignAsync(context, cancellationToken);
                if (context.Adoption?.Refusal(design) is { } refusal)
                {
                    return Finish(report.Refused(refusal));
                }

                var (state, turn) = await PlanAsync(context, design, cancellationToken);
                turn = turn with { Plan = Agreement.Guard(turn.Plan, request.Agreed) };
                var unmanaged = await _planner.UnmanagedApisAsync(context, turn.Plan, state, cancellationToken);
                report.Found(context.Inventory, WithNotes(design, turn, unmanaged), turn.Plan);
                if (request.Mode == RunMode.Plan || turn.Plan.Refusal is not null)
                {
                    return Finish(report.Planned());
                }

                (turn, var results) = await _applier.ApplyAsync(context, design, (state, turn), cancellationToken);
                report.Found(context.Inventory, WithNotes(design, turn, unmanaged), turn.Plan);
                if (plans == MaxPlans || results.All(result => result.Failure != WriteFailureKind.Changed))
                {
                    report.Applied(results);
                    report.Proven(turn.Proofs);
                    report.Probed(await _prober.ProbeAsync(context, design, state, results, cancellationToken), _clock.GetUtcNow());
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
            RunId = RunId.Mint(_clock),
            Reason = RunReason.Manual,
            Mode = RunMode.Plan,
        };
        var report = new RunReportBuilder(request, _clock.GetUtcNow());
        try
        {
            var context = await _discovery.LookAsync(request, cancellationToken);
            var design = await _planner.DesignAsync(context, cancellationToken);
            var turn = _planner.WithoutJoining((await PlanAsync(context, design, cancellationToken)).Turn);
            report.Found(context.Inventory, WithNotes(design, turn, []), turn.Plan);
            return new(
                Finish(report.Planned()),
                [.. design.Resources.Where(resource => !turn.Plan.Blocked.Contains(resource.Key)), .. turn.Wanted]
            );
        }
        catch (GatewayUnreadableException fault)
        {
            return new(Finish(report.Stopped(fault.Message, fault.MayPass)), []);
        }
    }

    // Who else uses a fleet's pools costs a read for each API of people, so it is asked only when one of them is to go.
    private async Task<(GatewayState State, FleetTurn Turn)> PlanAsync(
        RunContext context,
        GatewayDesign design,
        CancellationToken cancellationToken
    )
    {
        var state = await _discovery.ObserveAsync(context, design, cancellationToken);
        var turn = await _planner.PlanAsync(context, design, state, cancellationToken);
        if (!turn.TakesAway)
        {
            return (state, turn);
        }

        state = await _discovery.ObserveUsersOfFleetsAsync(context, design, cancellationToken);
        return (state, await _planner.PlanAsync(context, design, state, cancellationToken));
    }

    private static GatewayDesign WithNotes(GatewayDesign design, FleetTurn turn, IReadOnlyList<SetAside> unmanaged) =>
        design with
        {
            SetAside = [.. turn.Notes, .. unmanaged, .. design.SetAside],
        };

    private RunReport Finish(RunReportBuilder builder)
    {
        var report = builder.Build(_clock.GetUtcNow());
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
