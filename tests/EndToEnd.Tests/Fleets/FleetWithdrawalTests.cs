using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Fleets;

/// <summary>A fleet that the settings do not name any more, and a service that cannot hold one.</summary>
[Collection(nameof(FleetCloud))]
public sealed class FleetWithdrawalTests(FleetCloud cloud)
{
    [Fact]
    public async Task A_fleet_taken_out_of_the_settings_goes_and_nothing_else_does_and_comes_back_with_them()
    {
        await cloud.StartAsync("o4-mini", "fleet-gone", "fleet-also");
        Assert.True((await cloud.ChatAsync("o4-mini")).IsSuccess);
        var before = await IdsAsync();
        var mark = await cloud.Control.MarkAsync();

        await cloud.ConfigureAsync([]);
        var run = await cloud.Importer.ImportAsync();
        await cloud.SettleAsync();

        Assert.True(run.Outcome == "succeeded", run.ToString());
        Assert.All(
            await cloud.Control.WritesAsync(mark),
            write => Assert.True(write.Method == "DELETE" && write.Path.Contains("/ai-", StringComparison.Ordinal), write.ToString())
        );
        Assert.Equal(before.Where(id => !id.StartsWith("ai-", StringComparison.Ordinal)), await IdsAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await cloud.ChatAsync("o4-mini")).Status);
        Assert.True((await cloud.Gateway.ChatAsync("fleet-gone", "o4-mini")).IsSuccess);
        await cloud.NothingMoreAsync();

        await cloud.ConfigureAsync([FleetCloud.Fleet()]);
        var again = await cloud.Importer.ImportAsync();
        await cloud.CloseBreakersAsync();

        Assert.True(again.Outcome == "succeeded", again.ToString());
        Assert.Equal(before, await IdsAsync());
        Assert.True((await cloud.ChatAsync("o4-mini")).IsSuccess);
        await cloud.NothingMoreAsync();
    }

    private async Task<IReadOnlyList<string>> IdsAsync()
    {
        var ids = new List<string>();
        foreach (var kind in new[] { "apis", "backends", "policyFragments" })
        {
            ids.AddRange(
                (await cloud.Arm.GetAsync($"{ArmDriver.Service}/{kind}"))!["value"]!.AsArray().Select(one => (string)one!["name"]!)
            );
        }

        return [.. ids.Order(StringComparer.Ordinal)];
    }
}

/// <summary>A service of the Consumption tier, with a fleet in the settings.</summary>
public sealed class ConsumptionCloud()
    : CloudFixture(
        new Dictionary<string, string>
        {
            ["Importer__Fleets__0__Name"] = "ai",
            ["Importer__Fleets__0__Path"] = "ai",
            ["Importer__Fleets__0__Match__Account"] = "*",
            ["Importer__ApiManagement__ServiceId"] = ServiceId,
        }
    )
{
    public const string ServiceId = $"{ArmDriver.Group}/providers/Microsoft.ApiManagement/service/small-apim";
}

public sealed class ConsumptionTests(ConsumptionCloud cloud) : IClassFixture<ConsumptionCloud>
{
    [Fact]
    public async Task On_the_Consumption_tier_a_fleet_is_refused_with_the_way_out_and_accounts_keep_their_APIs()
    {
        await cloud.Arm.PutAsync(
            ConsumptionCloud.ServiceId,
            new JsonObject
            {
                ["location"] = "swedencentral",
                ["sku"] = new JsonObject { ["name"] = "Consumption", ["capacity"] = 0 },
                ["properties"] = new JsonObject { ["publisherEmail"] = "somebody@contoso.example", ["publisherName"] = "Contoso" },
            }
        );
        await cloud.Arm.PutAccountAsync("small");
        var mark = await cloud.Control.MarkAsync();
        await cloud.Arm.DeployAsync("small", "gpt-4o");
        await cloud.SettleAsync();

        var run = await cloud.Importer.ImportAsync();

        Assert.Contains("Consumption tier does not have", run.WhyNot("ai"), StringComparison.Ordinal);
        Assert.Contains("take another tier, or take the fleet out of the settings", run.WhyNot("ai"), StringComparison.Ordinal);
        Assert.DoesNotContain(await cloud.Control.WritesAsync(mark), write => write.Path.Contains("/ai-", StringComparison.Ordinal));
        Assert.Equal([new("small-openai", "small/openai")], await cloud.Arm.ApisOfAsync("small", ConsumptionCloud.ServiceId));
    }
}
