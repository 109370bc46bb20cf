namespace EndToEnd.Tests;

/// <summary>What cannot be imported yet gives its reason, and is imported once the obstacle is gone.</summary>
[Collection(nameof(DisturbedCloud))]
public sealed class ObstacleTests(DisturbedCloud cloud)
{
    [Fact]
    public async Task A_deployment_that_is_stuck_in_Creating_is_set_aside_and_imported_when_it_settles()
    {
        await cloud.Arm.PutAccountAsync("stuck");
        await cloud.SettleAsync();
        await cloud.Arm.BeginDeployAsync("stuck", "gpt-4o", "stuck");

        var id = ArmDriver.Deployment("stuck", "gpt-4o");
        var run = await cloud.Importer.ImportAsync(ArmDriver.Account("stuck"));
        Assert.Contains("still Creating", run.WhyNot(id), StringComparison.Ordinal);
        Assert.Equal("partial", run.Outcome);
        Assert.Empty(await cloud.Arm.ApisOfAsync("stuck"));

        await cloud.Control.ForceAsync(id, "Succeeded");
        await cloud.SettleAsync();
        Assert.Equal([new("stuck-openai", "stuck/openai")], await cloud.Arm.ApisOfAsync("stuck"));
    }

    [Fact]
    public async Task A_neighbour_that_is_stuck_in_Creating_holds_nobody_up()
    {
        await cloud.Arm.PutAccountAsync("tired");
        await cloud.SettleAsync();
        await cloud.Arm.BeginDeployAsync("tired", "gpt-4o", "stuck");
        var poison = await cloud.Control.PoisonAsync();

        await cloud.Arm.DeployAsync("tired", "gpt-4o-mini");
        await cloud.SettleAsync();

        var run = await cloud.Importer.RunAsync(ArmDriver.Deployment("tired", "gpt-4o-mini"), _ => true);
        Assert.Equal(("partial", null), (run.Outcome, run.Error));
        Assert.Contains("still Creating", run.WhyNot(ArmDriver.Deployment("tired", "gpt-4o")), StringComparison.Ordinal);
        Assert.Single(run.Json["attempts"]!.AsArray());
        Assert.Equal(poison, await cloud.Control.PoisonAsync());
        Assert.Equal([new("tired-openai", "tired/openai")], await cloud.Arm.ApisOfAsync("tired"));
        await cloud.Arm.DeleteAccountAsync("tired");
        await cloud.SettleAsync();
    }

    [Fact]
    public async Task A_message_over_a_stuck_deployment_is_tried_again_and_again_without_poison_and_ends_with_its_account()
    {
        await cloud.Arm.PutAccountAsync("patience");
        await cloud.SettleAsync();
        await cloud.Arm.BeginDeployAsync("patience", "gpt-4o", "stuck");
        var poison = await cloud.Control.PoisonAsync();

        await cloud.Importer.RequestAsync(ArmDriver.Account("patience"));
        var run = await Patience.UntilAsync(
            "six attempts",
            async () =>
            {
                // Longer than the longest wait between two attempts.
                await cloud.Control.AdvanceAsync(TimeSpan.FromMinutes(16));
                return (await cloud.Importer.RunsAsync()).FirstOrDefault(run =>
                    run.Scope == ArmDriver.Account("patience")
                    && (string?)run.Json["reason"] == "manual"
                    && run.Json["outcome"] is not null
                    && run.Json["attempts"]!.AsArray().Count >= 6
                );
            },
            cloud.Control.TellAsync
        );

        Assert.Contains("still Creating", run.WhyNot(ArmDriver.Deployment("patience", "gpt-4o")), StringComparison.Ordinal);
        Assert.NotNull(run.Json["nextTryAt"]);
        Assert.Equal(poison, await cloud.Control.PoisonAsync());
        await cloud.Arm.DeleteAccountAsync("patience");
        await cloud.SettleAsync();
        Assert.Equal(poison, await cloud.Control.PoisonAsync());
    }

    [Fact]
    public async Task A_deployment_that_failed_is_set_aside_and_imported_when_it_is_made_again()
    {
        await cloud.Arm.PutAccountAsync("failed");
        await cloud.SettleAsync();
        await cloud.Arm.DeployAsync("failed", "gpt-4o", version: "fails");

        var run = await cloud.Importer.ImportAsync(ArmDriver.Account("failed"));
        Assert.Contains("ended as Failed", run.WhyNot(ArmDriver.Deployment("failed", "gpt-4o")), StringComparison.Ordinal);
        Assert.Empty(await cloud.Arm.ApisOfAsync("failed"));

        await cloud.Arm.DeployAsync("failed", "gpt-4o", version: "2024-11-20");
        await cloud.SettleAsync();
        Assert.Equal([new("failed-openai", "failed/openai")], await cloud.Arm.ApisOfAsync("failed"));
    }

    [Fact]
    public async Task A_service_that_is_still_activating_stops_the_run_and_the_message_is_tried_again()
    {
        await cloud.Arm.PutAccountAsync("early");
        await cloud.SettleAsync();
        await cloud.Control.ForceAsync(ArmDriver.Service, "Activating");
        var mark = await cloud.Control.MarkAsync();
        await cloud.Arm.DeployAsync("early", "gpt-4o");

        var run = await cloud.Importer.RunAsync(ArmDriver.Deployment("early", "gpt-4o"), run => run.Outcome == "failed");
        Assert.Contains("API Management service contoso-apim is Activating", run.Error, StringComparison.Ordinal);
        await cloud.Control.LoggedAsync("API Management service contoso-apim is Activating");
        Assert.Empty(await cloud.Control.WritesAsync(mark));

        await cloud.Control.ForceAsync(ArmDriver.Service, "Succeeded");
        await cloud.SettleAsync();
        Assert.Equal([new("early-openai", "early/openai")], await cloud.Arm.ApisOfAsync("early"));
        var again = await cloud.Importer.RunAsync(ArmDriver.Deployment("early", "gpt-4o"), run => run.Outcome == "succeeded");
        Assert.Equal(["failed", "succeeded"], again.Json["attempts"]!.AsArray().Select(attempt => (string?)attempt!["outcome"]));
    }
}
