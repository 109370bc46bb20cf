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
    PlanMemory memory,
    TimeProvider clock
)
{
    /// <summary>What came of each step.</summary>
    public async Task<IReadOnlyList<StepResult>> ApplyAsync(
        RunContext context,
        GatewayDesign design,
        (GatewayState State, Plan Plan) planned,
        CancellationToken cancellationToken
    )
    {
        await adoptions.KeepAsync(context, planned.State, cancellationToken);
        var withdrawal = new WithdrawingRun(context.Request, planned.State, clock.GetUtcNow());
        var results = await Tracing.StepAsync(
            "apply",
            () => applier.ApplyAsync(planned.Plan, (step, token) => check.BeforeDeleteAsync(withdrawal, step, token), cancellationToken)
        );
        await memory.SettleAsync(context, design, results, cancellationToken);
        return results;
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
