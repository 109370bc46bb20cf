namespace EndToEnd.Tests;

/// <summary>Where the settings say Repair, a drift check puts right what it finds.</summary>
[Collection(nameof(ConfiguredCloud))]
public sealed class DriftRepairTests(ConfiguredCloud cloud)
{
    [Fact]
    public async Task A_drift_check_finds_the_deployment_whose_event_was_lost()
    {
        await cloud.Arm.PutAccountAsync("unheard");
        await cloud.SettleAsync();
        await cloud.Control.DeliverAsync(drop: 1);
        await cloud.Arm.DeployAsync("unheard", "gpt-4o");
        await cloud.SettleAsync();
        Assert.Empty(await cloud.Arm.ApisOfAsync("unheard"));
        var mark = await cloud.Control.MarkAsync();

        await cloud.Importer.RunByHandAsync("CheckDrift");
        await cloud.Control.CallAsync(
            "host",
            mark,
            call => call.Path.Contains("CheckDrift", StringComparison.Ordinal) && call.Method == "POST"
        );
        await Patience.UntilAsync(
            "the repair",
            async () =>
                await cloud.Arm.ApisOfAsync("unheard") is { Count: > 0 } apis
                && await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/unheard-openai-v1/policies/policy") is not null
                    ? apis
                    : null,
            cloud.Control.TellAsync
        );

        Assert.Equal([new("unheard-openai-v1", "unheard/openai/v1")], await cloud.Arm.ApisOfAsync("unheard"));
    }
}
