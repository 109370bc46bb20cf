using System.Diagnostics.CodeAnalysis;
using Importer.Gateway;
using Importer.Planning;
using Importer.Storage;
using Microsoft.Extensions.Logging;

namespace Importer.Reconciliation;

/// <summary>
/// Carries a plan out: steps that do not depend on one another run side by side, a step that fails holds back only what
/// depends on it, and writes to one API never overlap. An API is created under a lease, so that of several instances one does it.
/// </summary>
internal sealed partial class PlanApplier(IGateway gateway, ILeases leases, TimeProvider clock, ILogger<PlanApplier> logger)
{
    // Enough that imports which take a second and more use up Resource Manager's refill of 10 writes a second; the client
    // holds them back to it. Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
    private const int Parallel = 16;

    /// <summary>Carries out every step; the results are in the plan's order.</summary>
    /// <param name="plan">The plan; its refusal is the caller's business.</param>
    /// <param name="beforeDelete">
    /// Asked right before each deletion, and before a member of a fleet leaves; an answer stops it and says whether it is worth trying again.
    /// </param>
    /// <param name="cancellationToken">Stops what has not begun; a step under way is finished or fails by itself.</param>
    [SuppressMessage("Reliability", "CA2025", Justification = "Every task is awaited before the semaphore goes.")]
    public async Task<IReadOnlyList<StepResult>> ApplyAsync(
        Plan plan,
        Func<PlannedStep, CancellationToken, Task<WriteFailure?>> beforeDelete,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var slots = new SemaphoreSlim(Parallel);
        var running = new Dictionary<ResourceKey, Task<StepResult>>();
        var last = new Dictionary<string, Task<StepResult>>(StringComparer.OrdinalIgnoreCase);

        // While the service itself is being updated it takes no other write (409 ServiceLocked): they wait for its end,
        // however it ends. Source: recordings in https://github.com/Azure/azure-sdk-for-net/tree/main/sdk/apimanagement
        Task<StepResult>? service = null;
        foreach (var step in plan.Steps)
        {
            var needed = step.After.Where(running.ContainsKey).Select(key => running[key]).ToList();
            var api = step.Resource.ApiId;
            List<Task> earlier = [.. new[] { service, api is null ? null : last.GetValueOrDefault(api) }.OfType<Task>()];
            var task = RunAsync(step, needed, earlier, new Turn(slots, beforeDelete), cancellationToken);
            running[step.Key] = task;
            service = step.Resource is ServiceIdentity ? task : service;
            if (api is not null)
            {
                last[api] = task;
            }
        }

        return await Task.WhenAll(plan.Steps.Select(step => running[step.Key]));
    }

    private async Task<StepResult> RunAsync(
        PlannedStep step,
        List<Task<StepResult>> needed,
        List<Task> earlier,
        Turn turn,
        CancellationToken cancellationToken
    )
    {
        var results = await Task.WhenAll(needed);
        await Task.WhenAll(earlier);
        if (results.FirstOrDefault(result => result.Outcome != StepOutcome.Done) is { } missing)
        {
            return StepResult.Behind(step, missing);
        }

        await turn.Slots.WaitAsync(CancellationToken.None);
        try
        {
            return await TryAsync(step, turn, cancellationToken);
        }
        finally
        {
            turn.Slots.Release();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "One step's failure, whatever it is, must not take the others' results with it.")]
    private async Task<StepResult> TryAsync(PlannedStep step, Turn turn, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (step.TakesAway && await turn.BeforeDelete(step, cancellationToken) is { } objection)
            {
                return new StepResult
                {
                    Step = step,
                    Outcome = StepOutcome.HeldBack,
                    Reason = objection.Reason,
                    Failure = objection.Kind,
                    Took = clock.GetElapsedTime(started),
                };
            }

            if (step is { Change: ChangeKind.Create, Resource: Api })
            {
                return await CreateAsync(step, started, cancellationToken);
            }

            return Result(step, await WriteAsync(step, cancellationToken), clock.GetElapsedTime(started));
        }
        catch (OperationCanceledException)
        {
            return Result(
                step,
                new WriteFailure(WriteFailureKind.Later, "the run's time was up; the next run continues"),
                clock.GetElapsedTime(started)
            );
        }
        catch (Exception fault)
        {
            LogCrashed(fault, step.Key);
            return Result(
                step,
                new WriteFailure(WriteFailureKind.Later, $"{fault.GetType().Name}: {fault.Message}"),
                clock.GetElapsedTime(started)
            );
        }
    }

    // Whether the service heeds "only if there is none" for an API is not documented, so instances keep out of one another's way.
    private async Task<StepResult> CreateAsync(PlannedStep step, long started, CancellationToken cancellationToken)
    {
        var name = LeaseName.For("create", step.Key.Name);
        var (lease, obstacle, isHeld) = await LeaseAsync(step, name, cancellationToken);
        await using (lease)
        {
            if (lease is null)
            {
                LogFailed(step.Change, step.Key, obstacle!);
                return new StepResult
                {
                    Step = step,
                    Outcome = StepOutcome.HeldBack,
                    Reason = obstacle,
                    Failure = WriteFailureKind.Later,
                    HeldBy = isHeld ? name : null,
                    Took = clock.GetElapsedTime(started),
                };
            }

            return Result(step, await CreateAsync(step, lease, cancellationToken), clock.GetElapsedTime(started));
        }
    }

    // Where nobody has held the lease before, nobody can have made it since it was observed.
    private async Task<WriteFailure?> CreateAsync(PlannedStep step, Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            if (!lease.IsFirst && await gateway.IsThereAsync(step.Key, cancellationToken))
            {
                return new(WriteFailureKind.Changed, $"{step.Key} is there by now: another run made it after this one looked");
            }
        }
        catch (GatewayUnreadableException fault)
        {
            return new(
                fault.MayPass ? WriteFailureKind.Later : WriteFailureKind.Permanent,
                $"whether another run made {step.Key} meanwhile could not be read, so it was not created: {fault.Message}"
            );
        }

        return lease.IsHeld
            ? await WriteAsync(step, cancellationToken)
            : new(
                WriteFailureKind.Later,
                $"the lease for creating {step.Key} ran out before it was created; nothing was written, the run is tried again"
            );
    }

    private async Task<(Lease? Lease, string? Obstacle, bool IsHeld)> LeaseAsync(
        PlannedStep step,
        string name,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await leases.TryAcquireAsync(name, $"creation of {step.Key}", cancellationToken) is { } lease
                ? (lease, null, false)
                : (null, $"another instance is creating {step.Key} right now; the run is tried again", true);
        }
        catch (DocumentStoreException fault)
        {
            return (
                null,
                $"{step.Key} is not created, because it cannot be seen whether another instance is creating it: {fault.Message} The run is tried again; if this stays, look at the storage account of the reports and at the app's role on it",
                false
            );
        }
    }

    private Task<WriteFailure?> WriteAsync(PlannedStep step, CancellationToken cancellationToken) =>
        step.Change == ChangeKind.Delete
            ? gateway.DeleteAsync(step.Key, step.ETag, cancellationToken)
            : gateway.PutAsync(step.Resource, step.ETag, cancellationToken);

    private StepResult Result(PlannedStep step, WriteFailure? failure, TimeSpan took)
    {
        if (failure is null)
        {
            LogDone(step.Change, step.Key, (long)took.TotalMilliseconds);
            return new StepResult
            {
                Step = step,
                Outcome = StepOutcome.Done,
                Took = took,
            };
        }

        LogFailed(step.Change, step.Key, failure.Reason);
        if (failure.Kind == WriteFailureKind.InUse)
        {
            return new StepResult
            {
                Step = step,
                Outcome = StepOutcome.HeldBack,
                Reason = failure.Reason,
                Failure = failure.Kind,
                Took = took,
            };
        }

        return new StepResult
        {
            Step = step,
            Outcome = StepOutcome.Failed,
            Reason = failure.Reason,
            Failure = failure.Kind,
            Took = took,
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Change} {Key} done in {Milliseconds} ms")]
    private partial void LogDone(ChangeKind change, ResourceKey key, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Change} {Key} failed: {Reason}")]
    private partial void LogFailed(ChangeKind change, ResourceKey key, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Key} failed in an unforeseen way")]
    private partial void LogCrashed(Exception fault, ResourceKey key);

    private sealed record Turn(SemaphoreSlim Slots, Func<PlannedStep, CancellationToken, Task<WriteFailure?>> BeforeDelete);
}

/// <summary>What came of one planned step.</summary>
internal sealed record StepResult
{
    /// <summary>The step.</summary>
    public required PlannedStep Step { get; init; }

    /// <summary>What came of it.</summary>
    public required StepOutcome Outcome { get; init; }

    /// <summary>Why it failed or was held back.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// What to do about a step that was not done: whether the run is worth trying again follows this kind, never the sentence. Null when it
    /// was done.
    /// </summary>
    public WriteFailureKind? Failure { get; init; }

    /// <summary>The lease that somebody else held, where that held it back.</summary>
    public string? HeldBy { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>A step that was not tried, because something that it stands on was not done.</summary>
    /// <param name="step">The step.</param>
    /// <param name="missing">What came of the one that it stands on.</param>
    public static StepResult Behind(PlannedStep step, StepResult missing) =>
        new()
        {
            Step = step,
            Outcome = StepOutcome.HeldBack,
            Reason = $"waits for {missing.Step.Key}, which was not done",
            Failure = missing.Failure,
        };
}
