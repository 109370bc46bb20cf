using System.Net;
using EndToEnd.Tests.Drift;

namespace EndToEnd.Tests;

/// <summary>
/// An event only says where to look: how often and in which order it comes makes no difference, and a lost one waits for the next look.
/// </summary>
[Collection(nameof(DisturbedCloud))]
public sealed class EventDeliveryTests(DisturbedCloud cloud)
{
    [Theory]
    [InlineData(1)]
    [InlineData(20261122)]
    public async Task Doubled_and_shuffled_events_end_in_the_same_gateway(int seed)
    {
        await ChangeAsync();
        var calm = await cloud.Arm.GatewayAsync();
        Assert.Contains("shuffled-models", calm, StringComparison.Ordinal);
        await cloud.Arm.DeleteAccountAsync("shuffled");
        await cloud.SettleAsync();

        await cloud.Control.DeliverAsync(duplicate: 2, shuffle: true, seed: seed);
        try
        {
            await ChangeAsync();
            Assert.Equal(calm, await cloud.Arm.GatewayAsync());
            await cloud.Arm.DeleteAccountAsync("shuffled");
            await cloud.SettleAsync();
            Assert.Empty(await cloud.Arm.ApisOfAsync("shuffled"));
        }
        finally
        {
            await cloud.Control.DeliverAsync();
        }
    }

    [Fact]
    public async Task A_lost_event_is_made_up_for_by_the_next_import()
    {
        await LoseAsync("overheard");

        var run = await cloud.Importer.ImportAsync();

        Assert.Equal("succeeded", run.Outcome);
        Assert.Equal([new("overheard-openai", "overheard/openai")], await cloud.Arm.ApisOfAsync("overheard"));
    }

    [Fact]
    public async Task A_drift_check_makes_what_a_lost_event_left_out_and_leaves_what_others_changed()
    {
        await cloud.Arm.PutAccountAsync("edited");
        await cloud.Arm.DeployAsync("edited", "gpt-4o");
        await cloud.SettleAsync();
        await new TamperingHand(cloud.Arm).DoAsync(["""PATCH apis/edited-openai {"properties":{"subscriptionRequired":false}}"""]);
        await LoseAsync("swept");

        await cloud.SweepAsync();

        Assert.Equal([new("swept-openai", "swept/openai")], await cloud.Arm.ApisOfAsync("swept"));
        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync("swept", "gpt-4o")).Status);
        Assert.False((bool)(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/edited-openai"))!["properties"]!["subscriptionRequired"]!);
        Assert.Contains(cloud.Log, line => line.Contains("Drift: Changed API edited-openai, Reported", StringComparison.Ordinal));
        Assert.Equal("succeeded", (await cloud.Importer.ImportAsync()).Outcome);
    }

    private async Task LoseAsync(string account)
    {
        await cloud.Arm.PutAccountAsync(account);
        await cloud.SettleAsync();
        await cloud.Control.DeliverAsync(drop: 1);
        await cloud.Arm.DeployAsync(account, "gpt-4o");
        await cloud.SettleAsync();
        Assert.Empty(await cloud.Arm.ApisOfAsync(account));
    }

    private async Task ChangeAsync()
    {
        await cloud.Arm.PutAccountAsync("shuffled");
        await cloud.Arm.DeployAsync("shuffled", "gpt-4o");
        await cloud.Arm.DeployAsync("shuffled", "DeepSeek-R1", "DeepSeek");
        await cloud.Arm.DeployAsync("shuffled", "text-embedding-3-large");
        await cloud.Arm.DeleteDeploymentAsync("shuffled", "gpt-4o");
        await cloud.Arm.DeployAsync("shuffled", "gpt-4o-mini");
        await cloud.Arm.DeleteDeploymentAsync("shuffled", "text-embedding-3-large");
        await cloud.SettleAsync();
    }
}
