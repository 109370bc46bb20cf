using Importer.Gateway;
using Importer.Planning;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Runs;
using Importer.Storage;
using Importer.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests.Applying;

/// <summary>An API is created under a lease: of two instances one does it, and a world that needs nothing costs none.</summary>
public sealed class CreationLeaseTests
{
    private readonly InMemoryGateway _gateway = new();
    private readonly InMemoryLeases _leases = new();

    private static Api Api { get; } =
        new()
        {
            Id = "contoso-openai",
            DisplayName = "contoso-openai",
            Path = "contoso/openai",
        };

    [Fact]
    public async Task Of_two_instances_that_create_at_once_one_does_and_the_other_is_tried_again()
    {
        StepResult? other = null;
        _leases.Given = async _ => other ??= await CreateAsync();

        Assert.Equal(StepOutcome.Done, (await CreateAsync()).Outcome);

        Assert.Equal((StepOutcome.HeldBack, WriteFailureKind.Later), (other!.Outcome, other.Failure!.Value));
        Assert.Equal("another instance is creating Api contoso-openai right now; the run is tried again", other.Reason);
        Assert.Equal(["PUT Api contoso-openai"], _gateway.Writes);
        Assert.Empty(_leases.Held);
    }

    [Fact]
    public async Task What_another_instance_made_after_this_one_looked_is_seen_and_planned_again()
    {
        Assert.Equal(StepOutcome.Done, (await CreateAsync()).Outcome);
        Assert.Empty(_gateway.LookedFor);

        var second = await CreateAsync();

        Assert.Equal((StepOutcome.Failed, WriteFailureKind.Changed), (second.Outcome, second.Failure!.Value));
        Assert.Contains("is there by now", second.Reason, StringComparison.Ordinal);
        Assert.Equal([Api.Key], _gateway.LookedFor);
        Assert.Equal(["PUT Api contoso-openai"], _gateway.Writes);
    }

    [Fact]
    public async Task An_api_that_was_made_and_deleted_before_is_made_again()
    {
        await CreateAsync();
        _gateway.Remove(Api.Key);

        Assert.Equal(StepOutcome.Done, (await CreateAsync()).Outcome);
    }

    [Fact]
    public async Task Two_runs_that_race_for_one_api_create_it_once_and_both_end_well()
    {
        var one = new Scene(leases: _leases);
        var other = new Scene(gateway: one.Gateway, leases: _leases);
        one.Source.Deploy("contoso", "gpt-4o");
        other.Source.Deploy("contoso", "gpt-4o");
        Task<RunReport>? race = null;

        // The other run has planned by the time this one has the lease: its creation meets it held, and later finds it done.
        _leases.Given = async _ =>
        {
            _leases.Given = _ => Task.CompletedTask;
            race = other.RunAsync(reason: RunReason.Event);
            await race;
        };
        var first = await one.RunAsync(reason: RunReason.Event);
        var second = await race!;

        Assert.Equal((RunOutcome.Succeeded, false), (first.Outcome!.Value, first.TryAgain));
        Assert.True(second.TryAgain);
        var again = await other.RunAsync(reason: RunReason.Event);
        Assert.Equal((RunOutcome.Succeeded, 0), (again.Outcome!.Value, again.Counts.Create));
        Assert.Single(one.Gateway.Writes, write => write == "PUT Api contoso-openai");
    }

    [Fact]
    public async Task A_run_that_planned_before_another_created_finds_it_there_and_ends_well()
    {
        var one = new Scene(leases: _leases);
        var other = new Scene(gateway: one.Gateway, leases: _leases);
        one.Source.Deploy("contoso", "gpt-4o");
        other.Source.Deploy("contoso", "gpt-4o");

        // The other run begins and ends after this one has planned, before it asks for the lease.
        var began = false;
        one.Gateway.Fault = key =>
        {
            if (!began && key.Kind == ResourceKind.Backend)
            {
                began = true;
                _ = other.RunAsync(reason: RunReason.Event).GetAwaiter().GetResult();
            }

            return null;
        };
        var run = await one.RunAsync(reason: RunReason.Event);

        Assert.True(began);
        Assert.Equal(RunOutcome.Succeeded, run.Outcome);
        Assert.Single(one.Gateway.Writes, write => write == "PUT Api contoso-openai");
    }

    [Fact]
    public async Task A_holder_that_was_cut_off_holds_nobody_up_once_its_lease_ran_out()
    {
        await _leases.TryAcquireAsync(LeaseName.For("create", "contoso-openai"), "a process that was killed", default);
        Assert.Equal(StepOutcome.HeldBack, (await CreateAsync()).Outcome);

        _leases.CutOff();

        Assert.Equal(StepOutcome.Done, (await CreateAsync()).Outcome);
    }

    [Fact]
    public async Task Where_the_lease_cannot_be_asked_for_nothing_is_created_and_the_run_is_tried_again()
    {
        var scene = new Scene(leases: _leases);
        scene.Source.Deploy("contoso", "gpt-4o");
        _leases.Fault = new DocumentStoreException("The report store answered 503 ServerBusy.");

        var run = await scene.RunAsync();

        Assert.True(run.TryAgain);
        Assert.DoesNotContain("PUT Api contoso-openai", scene.Gateway.Writes);
        var step = Assert.Single(run.Steps, step => step.Kind == ResourceKind.Api);
        Assert.Equal(StepOutcome.HeldBack, step.Outcome);
        Assert.Contains("503 ServerBusy", step.Reason, StringComparison.Ordinal);
        Assert.Contains("look at the storage account", step.Reason, StringComparison.Ordinal);

        _leases.Fault = null;
        Assert.Equal(RunOutcome.Succeeded, (await scene.RunAsync()).Outcome);
    }

    [Fact]
    public async Task A_lease_that_ran_out_before_the_creation_creates_nothing()
    {
        var late = new PlanApplier(_gateway, new Lost(), TimeProvider.System, NullLogger<PlanApplier>.Instance);

        var result = await CreateAsync(late);

        Assert.Equal((StepOutcome.Failed, WriteFailureKind.Later), (result.Outcome, result.Failure!.Value));
        Assert.Empty(_gateway.Writes);
    }

    [Fact]
    public async Task A_world_that_needs_nothing_new_costs_no_lease_and_no_write()
    {
        var scene = new Scene(leases: _leases);
        scene.Source.Deploy("contoso", "gpt-4o");
        await scene.RunAsync();
        Assert.Equal(["creation of Api contoso-openai"], _leases.Asked);
        _leases.Asked.Clear();
        scene.Gateway.Writes.Clear();

        foreach (var reason in Enum.GetValues<RunReason>())
        {
            await scene.RunAsync(reason: reason);
            await scene.RunAsync(reason: reason, mode: RunMode.Plan);
        }

        Assert.Empty(scene.Gateway.Writes);

        // Nor does an update, nor a deletion.
        scene.Source.Deploy("contoso", "text-embedding-3-large");
        Assert.True((await scene.RunAsync()).Counts.Update > 0);
        scene.Source.DeleteAccount("contoso");
        await scene.RunAsync(insist: true);
        Assert.Empty(_leases.Asked);
    }

    private Task<StepResult> CreateAsync() =>
        CreateAsync(new PlanApplier(_gateway, _leases, TimeProvider.System, NullLogger<PlanApplier>.Instance));

    private static async Task<StepResult> CreateAsync(PlanApplier applier)
    {
        var plan = new Plan { Steps = [new PlannedStep { Change = ChangeKind.Create, Resource = Api }], Unchanged = 0 };
        return Assert.Single(await applier.ApplyAsync(plan, (_, _) => Task.FromResult<WriteFailure?>(null), CancellationToken.None));
    }

    /// <summary>Gives leases that are over already.</summary>
    private sealed class Lost : ILeases
    {
        public Task<Lease?> TryAcquireAsync(string name, string purpose, CancellationToken cancellationToken) =>
            Task.FromResult<Lease?>(new Over { IsFirst = true });

        private sealed class Over : Lease
        {
            public override bool IsHeld => false;

            public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
