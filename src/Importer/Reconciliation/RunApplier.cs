using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Health;
using Importer.Planning;
using Importer.Telemetry;

namespace Importer.Reconciliation;

/// <summary>Carries the plan of a run out: keeps what an adopted API was, writes, and notes what is left for later runs.</summary>
internal sealed class RunApplier(
    PlanApplier applier,
    PreDeleteCheck check,
    AdoptionService adoptions,
    FleetProof proof,
    PlanMemory memory,
    TimeProvider clock
)
{
    /// <summary>What came of each step, and the plan without the members of fleets that did not prove themselves.</summary>
    public async Task<(FleetTurn Turn, IReadOnlyList<StepResult> Results)> ApplyAsync(
        RunContext context,
        GatewayDesign design,
        (GatewayState State, FleetTurn Turn) planned,
        CancellationToken cancellationToken
    )
    {
        await adoptions.KeepAsync(context, planned.State, cancellationToken);
        var (turn, results) = await CarryOutAsync(context, design, planned, cancellationToken);
        await memory.SettleAsync(context, design, results, cancellationToken);
        return (turn, results);
    }

    // Who joins a fleet is called once its backend is there, and put into the pools once it has answered.
    private async Task<(FleetTurn Turn, IReadOnlyList<StepResult> Results)> CarryOutAsync(
        RunContext context,
        GatewayDesign design,
        (GatewayState State, FleetTurn Turn) planned,
        CancellationToken cancellationToken
    )
    {
        var (state, turn) = planned;
        if (turn.Joining.Count == 0)
        {
            return (turn, await WriteAsync(context, state, turn.Plan, cancellationToken));
        }

        var before = await WriteAsync(context, state, turn.Before, cancellationToken);
        var proofs = await Tracing.StepAsync(
            "prove members",
            () => proof.ProveAsync(turn, design, (context, state), before, cancellationToken)
        );
        var proven = proofs.Waits.Count == 0 ? turn : turn.Without!(proofs.Waits);
        var (rest, heldBack) = proven.After(before);
        var after = await WriteAsync(context, state, rest, cancellationToken);
        return (proven with { Notes = [.. proven.Notes, .. proofs.Notes], Proofs = proofs.Answers }, [.. before, .. after, .. heldBack]);
    }

    private Task<IReadOnlyList<StepResult>> WriteAsync(
        RunContext context,
        GatewayState state,
        Plan plan,
        CancellationToken cancellationToken
    )
    {
        var withdrawal = new WithdrawingRun(context.Request, state, clock.GetUtcNow()) { Looked = context.Inventory };
        return Tracing.StepAsync(
            "apply",
            () => applier.ApplyAsync(plan, (step, token) => check.BeforeDeleteAsync(withdrawal, step, token), cancellationToken)
        );
    }
}

/// <summary>Proves what a run wrote by test calls.</summary>
internal sealed class RunProber(
    IDeploymentSource source,
    IGateway gateway,
    TestCaller caller,
    ImporterSettings settings,
    TimeProvider clock
)
{
    /// <summary>What the test calls showed.</summary>
    public Task<IReadOnlyList<ProbeResult>> ProbeAsync(
        RunContext context,
        GatewayDesign design,
        GatewayState state,
        IReadOnlyList<StepResult> results,
        CancellationToken cancellationToken
    )
    {
        var targets = new ProbeTargets(design, context.Inventory, context.Service, settings).ToProve(context.Request, results);
        var written = results.Where(result => result.Outcome == StepOutcome.Done).Select(result => result.Step.Key).ToHashSet();
        return Tracing.StepAsync<IReadOnlyList<ProbeResult>>(
            "probe",
            async () =>
            {
                var called = await new CheckedCalls(gateway, caller, design).CallAsync(
                    targets,
                    state,
                    written,
                    RetryOptions(),
                    cancellationToken
                );
                return [.. called.Select(one => one.Result)];
            }
        );
    }

    // A try comes a few seconds after the other: so many calls at most.
    private ProbeRetryOptions RetryOptions() =>
        new(settings.Health.ReadyWithin, 16 + (int)(settings.Health.ReadyWithin.TotalSeconds / 10))
        {
            IsGoneAsync = new DeploymentPresence(source, clock).IsGoneAsync,
        };
}
