using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Fleets;

/// <summary>
/// A seeded script deletes, throttles, breaks, pauses, drains and adds members while calls go on. One member is left in peace: as long as
/// somebody can be called, no call fails.
/// </summary>
[Collection(nameof(FleetCloud))]
public sealed class FleetChaosTests(FleetCloud cloud)
{
    private const int Steps = 12;

    // No other test asks who answers by this name.
    private const string Chat = "gpt-4.5-preview";
    private static readonly string[] Others = ["fleet-chaos-b", "fleet-chaos-c"];

    [Theory]
    [InlineData(20261122)]
    public async Task No_call_of_an_alias_with_a_live_member_fails_whatever_happens_to_the_others(int seed)
    {
        await cloud.StartAsync(Chat, ["fleet-chaos-a", .. Others]);
        var random = new Random(seed);
        await using var load = cloud.Load(Chat);
        await load.MoreAsync(10);
        var done = new List<string>();

        for (var step = 0; step < Steps; step++)
        {
            done.Add(await DisturbAsync(random, Others[random.Next(Others.Length)]));
            await load.MoreAsync(15);
            if (random.Next(2) == 0)
            {
                await cloud.SettleAsync();
            }

            Assert.True(load.Report.Failures == 0, $"{string.Join(", ", done)}\n{load.Report}");
        }

        await cloud.SettleAsync();
        await load.MoreAsync(15);
        var report = await load.StopAsync();
        Assert.True(report.Failures == 0, $"{string.Join(", ", done)}\n{report}");
        foreach (var account in Others)
        {
            await cloud.Control.MendDeploymentsAsync(account);
        }

        await cloud.Importer.ImportAsync();
        await cloud.SettleAsync();
        await cloud.NothingMoreAsync();
    }

    private async Task<string> DisturbAsync(Random random, string account)
    {
        var deployment = ArmDriver.Deployment(account, Chat);
        var isThere = await cloud.Arm.GetAsync(deployment) is not null;
        var what = isThere ? random.Next(6) : 0;
        switch (what)
        {
            case 0 when !isThere:
                await cloud.DeployAsync(account, Chat, random.Next(2) == 0 ? "GlobalProvisionedManaged" : "GlobalStandard");
                return $"{account} added";
            case 0 or 1:
                await cloud.Arm.DeleteDeploymentAsync(account, Chat);
                return $"{account} deleted";
            case 2:
                await FailAsync(account, 429, random.Next(1, 7200));
                return $"{account} throttled";
            case 3:
                await FailAsync(account, 500 + random.Next(2, 5), null);
                return $"{account} broken";
            case 4:
                await cloud.DeployAsync(account, Chat, tags: new JsonObject { ["apim-drain"] = random.Next(2) == 0 ? "on" : "off" });
                return $"{account} drained or not";
            default:
                await cloud.Control.MendDeploymentsAsync(account);
                return $"{account} mended";
        }
    }

    private Task FailAsync(string account, int status, int? retryAfter) =>
        cloud.Control.FailDeploymentAsync(
            new JsonObject
            {
                ["account"] = account,
                ["status"] = status,
                ["retryAfter"] = retryAfter,
                ["times"] = 5,
            }
        );
}
