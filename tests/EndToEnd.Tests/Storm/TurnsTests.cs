using LocalAzure;

namespace EndToEnd.Tests.Storm;

/// <summary>Two instances of the app on one storage account.</summary>
public sealed class PairCloud()
    : CloudFixture(
        new Dictionary<string, string>
        {
            // The app's clock is the machine's: as short as a test may wait.
            ["Importer__Deletion__After"] = "00:00:03",
        }
    )
{
    protected override LocalAzureOptions With(LocalAzureOptions options) => options with { Instances = 2 };
}

/// <summary>Two instances take turns: one creation, one run for what came together, one more for what came meanwhile.</summary>
public sealed class TurnsTests(PairCloud cloud) : IClassFixture<PairCloud>
{
    private static readonly string[] Four = ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini"];

    [Fact]
    public async Task One_event_that_comes_to_both_instances_is_one_creation()
    {
        await cloud.Arm.PutAccountAsync("twins");
        await cloud.SettleAsync();
        await cloud.Control.DeliverAsync(duplicate: 3);
        var mark = await cloud.Control.MarkAsync();
        await cloud.Arm.DeployAsync("twins", "gpt-4o");
        await cloud.SettleAsync();
        await cloud.Control.DeliverAsync();

        var writes = await cloud.Control.WritesAsync(mark);
        Assert.Single(writes, write => write.Method == "PUT" && write.Path.Contains("/apis/twins-openai?", StringComparison.Ordinal));
        Assert.All(writes.CountBy(write => $"{write.Method} {write.Path}"), write => Assert.Equal(1, write.Value));

        // What comes while the first run is under way is one more run.
        Assert.InRange(await RunsAsync("twins", "gpt-4o"), 1, 2);
    }

    [Fact]
    public async Task Events_during_a_run_wait_for_its_end_and_are_one_more_run_that_proves_each()
    {
        await cloud.Arm.PutAccountAsync("meanwhile");
        await cloud.SettleAsync();
        await cloud.Control.FailAsync("arm", "apis/meanwhile-openai\\?", null, delayMs: 40_000);
        var mark = await cloud.Control.MarkAsync();
        var before = (await cloud.Importer.RunsAsync()).Select(run => (string?)run.Json["id"]).ToHashSet();
        await cloud.Arm.DeployAsync("meanwhile", "gpt-5");
        await cloud.Control.HeldAsync();
        foreach (var model in Four)
        {
            await cloud.Arm.DeployAsync("meanwhile", model);
        }

        // Each was taken once by the other instance, and put back.
        await Patience.UntilAsync(
            "the other events to wait",
            async () => await cloud.Control.RequestsAsync() is (0, 1, 4) && !await cloud.Control.IsDeliveringAsync() ? "so" : null,
            cloud.Control.TellAsync
        );
        await cloud.Control.AdvanceAsync(TimeSpan.FromSeconds(45));
        await cloud.SettleAsync();

        var runs = (await cloud.Importer.RunsAsync())
            .Where(run =>
                run.Scope?.Contains("/accounts/meanwhile", StringComparison.Ordinal) == true && !before.Contains((string?)run.Json["id"])
            )
            .ToList();
        Assert.True(runs.Count(run => run.Outcome == "succeeded") == 5, string.Join('\n', runs.Select(run => run.Json.ToJsonString())));
        var own = runs.Where(run => run.Json["coveredBy"] is null).ToList();
        Assert.True(own.Count == 2, string.Join('\n', runs.Select(run => run.Json.ToJsonString())));
        Assert.Equal(
            Four.Order(StringComparer.Ordinal),
            own.SelectMany(run => run.Json["probes"]!.AsArray().Select(probe => ((string)probe!["deployment"]!).Split('/')[^1]))
                .Where(Four.Contains)
                .Order(StringComparer.Ordinal)
        );
        Assert.Single(
            await cloud.Control.WritesAsync(mark),
            write => write.Method == "PUT" && write.Path.Contains("/apis/meanwhile-openai?", StringComparison.Ordinal)
        );
        Assert.Equal(0, await cloud.Control.PoisonAsync());
        Assert.Equal(["1", "2"], await InstancesAsync(mark));
    }

    [Fact]
    public async Task What_leaves_later_leaves_on_time_without_a_drift_check_or_a_person()
    {
        await cloud.Arm.PutAccountAsync("leaving");
        await cloud.Arm.DeployAsync("leaving", "gpt-4o");
        await cloud.SettleAsync();
        Assert.Single(await cloud.Arm.ApisOfAsync("leaving"));
        var mark = await cloud.Control.MarkAsync();

        await cloud.Arm.DeleteDeploymentAsync("leaving", "gpt-4o");
        var announced = await cloud.Importer.RunAsync(
            ArmDriver.Deployment("leaving", "gpt-4o"),
            run => run.Json["lookAgainAt"] is not null
        );

        var leaves = announced.Json["lookAgainAt"]!.GetValue<DateTimeOffset>();
        await Patience.UntilAsync(
            "the API to leave",
            async () => await cloud.Arm.ApisOfAsync("leaving") is { Count: 0 } ? "gone" : null,
            cloud.Control.TellAsync
        );
        Assert.DoesNotContain(await cloud.Control.JournalAsync("host", mark), call => call.Path == "/CheckDrift");
        var withdrawal = await cloud.Importer.RunAsync(
            ArmDriver.Deployment("leaving", "gpt-4o"),
            run => run.Json["steps"]!.AsArray().Any(step => (string?)step!["change"] == "delete")
        );
        Assert.Equal(leaves, withdrawal.Json["timing"]!["receivedAt"]!.GetValue<DateTimeOffset>());
    }

    private async Task<int> RunsAsync(string account, string deployment) =>
        (await cloud.Importer.RunsAsync()).Count(run =>
            run.Scope == ArmDriver.Deployment(account, deployment) && run.Json["coveredBy"] is null
        );

    private async Task<IEnumerable<string?>> InstancesAsync(long mark) =>
        (await cloud.Control.JournalAsync("host", mark))
            .Where(call => call.Path == "/ImportDeployments")
            .Select(call => (string?)call.Json["headers"]!["x-local-instance"])
            .Distinct()
            .Order();
}
