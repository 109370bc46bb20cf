using Importer.Configuration;
using Importer.Design;
using Importer.Gateway;
using Importer.Planning;
using Importer.Runs;
using Importer.Telemetry;

namespace Importer.Reconciliation;

/// <summary>Designs what the gateway should hold, and plans how it comes to hold it.</summary>
internal sealed class RunPlanner(
    DesignReader reader,
    FleetRun fleets,
    PlanMemory memory,
    UnmanagedApis unmanaged,
    ImporterSettings settings
)
{
    /// <summary>What the gateway should hold.</summary>
    public async Task<GatewayDesign> DesignAsync(RunContext context, CancellationToken cancellationToken)
    {
        var input = await Tracing.StepAsync("read specifications", () => reader.ReadAsync(context, cancellationToken));
        return fleets.WithAccess(GatewayDesigner.Design(input), context.Request, context);
    }

    /// <summary>The steps from what was found to what is wanted, and what people should know of them.</summary>
    public async Task<FleetTurn> PlanAsync(
        RunContext context,
        GatewayDesign design,
        GatewayState state,
        CancellationToken cancellationToken
    )
    {
        var plan = await memory.PlanAsync(context, design, Input(context, design, state), cancellationToken);
        if (context.Adoption is not { } adoption)
        {
            return fleets.Plan(plan, design, context, state);
        }

        var (guarded, notes) = adoption.Guard(plan, state);
        return new(guarded, notes);
    }

    /// <summary>The same without members that have yet to prove themselves.</summary>
    public FleetTurn WithoutJoining(FleetTurn turn) => fleets.WithoutJoining(turn);

    /// <summary>The APIs of people that call an account for which the plan makes an API.</summary>
    public Task<IReadOnlyList<SetAside>> UnmanagedApisAsync(
        RunContext context,
        Plan plan,
        GatewayState state,
        CancellationToken cancellationToken
    ) => unmanaged.OfAsync(plan, state, context, cancellationToken);

    private PlanInput Input(RunContext context, GatewayDesign design, GatewayState state)
    {
        var request = context.Request;
        var owners = new OwnershipResolver(context.Inventory, settings);
        return new()
        {
            Wanted = design.Resources,
            Found = state,
            OwnershipOf = owners.Of,
            IsSameOwner = owners.IsSameOwner,
            Kept = design.Kept,
            Deletion = settings.Deletion,
            Insist = request.Insist,
            TakesNewDocuments = request.Mode == RunMode.Plan || request.Reason is RunReason.Manual or RunReason.Drift,
            Sweep = request is { Reason: RunReason.Drift, Mode: RunMode.Apply } ? settings.Drift : null,
            Undesigned = design.Undesigned,
            Ignored = design.Ignored,
            TakeOver = context.Adoption?.TakeOver ?? new HashSet<ResourceKey>(),
        };
    }
}

/// <summary>
/// What earlier runs left in the report store and a plan goes by (withdrawals that were announced, APIs that lacked something, counts of
/// operations), and what this run leaves there.
/// </summary>
internal sealed class PlanMemory(PendingWithdrawals withdrawals, LackingApis lacks, OperationCounts counts)
{
    /// <summary>The plan, with what earlier runs left.</summary>
    public async Task<Plan> PlanAsync(RunContext context, GatewayDesign design, PlanInput input, CancellationToken cancellationToken)
    {
        input = await withdrawals.JudgeAsync(context.Request, input, context.Listed, cancellationToken);
        input = await lacks.JudgeAsync(design, input, cancellationToken);
        return await counts.JudgeAsync(
            Planner.Compare(input),
            input,
            design.Trimmed,
            context.Request.Mode == RunMode.Apply,
            cancellationToken
        );
    }

    /// <summary>Writes down what the plan came to.</summary>
    public async Task SettleAsync(
        RunContext context,
        GatewayDesign design,
        IReadOnlyList<StepResult> results,
        CancellationToken cancellationToken
    )
    {
        await withdrawals.SettleAsync(context.Request, results, cancellationToken);
        await lacks.SettleAsync(context.Request, design, results, cancellationToken);
    }
}
