using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Fleets;

/// <summary>A service with gateways in two regions: calls through each of them meet the members in an order of its own.</summary>
[Collection(nameof(FleetCloud))]
public sealed class FleetGatewayRegionTests(FleetCloud cloud)
{
    private const string Model = "gpt-4.1";
    private const string Pool = "gpt-4_1";
    private const string Host = "contoso-apim-westeurope-01.regional.azure-api.net";

    [Fact]
    public async Task Each_gateway_calls_what_is_near_fails_over_to_the_other_and_a_region_leaves_without_a_failed_call()
    {
        var before = (await cloud.Arm.GetAsync(ArmDriver.Service))!;
        await SpreadAsync(before);
        await cloud.PutAccountAsync("fleet-sweden", "swedencentral");
        await cloud.PutAccountAsync("fleet-europe", "westeurope");
        await cloud.DeployAsync("fleet-sweden", Model);
        await cloud.DeployAsync("fleet-europe", Model);
        await cloud.SettleAsync();
        await ConfigureAsync(
            new JsonObject { ["westeurope"] = new JsonArray("westeurope"), ["swedencentral"] = new JsonArray("swedencentral") }
        );
        await cloud.CloseBreakersAsync();
        await cloud.NothingMoreAsync();

        await EachIsNearAsync();
        await OneFailsOverAsync();
        await AMemberJoinsAsync();
        await ARegionLeavesAsync();

        await cloud.ConfigureAsync([FleetCloud.Fleet()]);
        await cloud.Importer.ImportAsync();
        await cloud.Importer.ImportAsync();
        await cloud.Arm.PutAsync(ArmDriver.Service, before);
        await cloud.NothingMoreAsync();
    }

    private async Task EachIsNearAsync()
    {
        Assert.Equal(["fleet-europe"], await AnsweringAsync(Europe));
        Assert.Equal(["fleet-sweden"], await AnsweringAsync(cloud.Gateway));
    }

    // Throttled for an hour, as a provisioned deployment can be.
    private async Task OneFailsOverAsync()
    {
        await cloud.Control.FailDeploymentAsync(
            new JsonObject
            {
                ["account"] = "fleet-europe",
                ["status"] = 429,
                ["retryAfter"] = 3600,
            }
        );
        Assert.Equal(["fleet-sweden"], await AnsweringAsync(Europe));
        await cloud.Control.MendDeploymentsAsync("fleet-europe");
        await cloud.Control.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(["fleet-europe"], await AnsweringAsync(Europe));
    }

    private async Task AMemberJoinsAsync()
    {
        await cloud.PutAccountAsync("fleet-third", "westeurope");
        var mark = await cloud.Control.MarkAsync();
        await cloud.DeployAsync("fleet-third", Model);
        await cloud.SettleAsync();
        await cloud.CloseBreakersAsync();
        await cloud.SettleAsync();

        Assert.Equal(
            [
                "PUT backends/ai--fleet-third--gpt-4-1",
                $"PUT backends/ai--{Pool}",
                $"PUT backends/ai--{Pool}--rest",
                $"PUT backends/ai--{Pool}__swedencentral",
                $"PUT backends/ai--{Pool}__westeurope",
            ],
            (await cloud.FleetWritesAsync(mark)).Select(Unhashed).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Equal(["fleet-europe", "fleet-third"], await AnsweringAsync(Europe));
        await cloud.NothingMoreAsync();
    }

    private async Task ARegionLeavesAsync()
    {
        var mark = await cloud.Control.MarkAsync();
        await ConfigureAsync(new JsonObject { ["swedencentral"] = new JsonArray("swedencentral") });

        Assert.Equal(["PUT policyFragments/ai-aliases"], await cloud.FleetWritesAsync(mark));
        Assert.Equal(3, (await AnsweringAsync(Europe)).Count);
        Assert.Equal(["fleet-sweden"], await AnsweringAsync(cloud.Gateway));
        var later = await cloud.Control.MarkAsync();
        await cloud.CloseBreakersAsync();
        await cloud.Importer.ImportAsync();

        var writes = await cloud.FleetWritesAsync(later);
        Assert.All(
            writes,
            write =>
                Assert.True(
                    write.StartsWith("DELETE", StringComparison.Ordinal) && write.EndsWith("__westeurope", StringComparison.Ordinal),
                    write
                )
        );
        Assert.Contains($"DELETE backends/ai--{Pool}__westeurope", writes);
        Assert.Equal(3, (await AnsweringAsync(Europe)).Count);
        await cloud.NothingMoreAsync();
    }

    private GatewayCaller Europe => cloud.Gateway.Through(Host);

    // The accounts that answer calls through a gateway, none of which fails.
    private async Task<IReadOnlyList<string>> AnsweringAsync(GatewayCaller gateway)
    {
        var mark = await cloud.Control.MarkAsync();
        for (var calls = 0; calls < 6; calls++)
        {
            var reply = await gateway.ChatAsync("ai", Model);
            Assert.True(reply.IsSuccess, reply.ToString());
        }

        return [.. (await cloud.AnsweredAsync(mark)).Keys.Order(StringComparer.Ordinal)];
    }

    private async Task ConfigureAsync(JsonObject regions)
    {
        var fleet = FleetCloud.Fleet();
        fleet["Regions"] = regions;
        await cloud.ConfigureAsync([fleet]);
        var run = await cloud.Importer.ImportAsync();
        Assert.True(run.Outcome == "succeeded", run.ToString());
        await cloud.SettleAsync();
    }

    // The region as people write it, which is what the gateway says of itself.
    private Task SpreadAsync(JsonObject service)
    {
        var spread = (JsonObject)service.DeepClone();
        spread["sku"] = new JsonObject { ["name"] = "Premium", ["capacity"] = 1 };
        spread["properties"]!["additionalLocations"] = new JsonArray(
            new JsonObject
            {
                ["location"] = "West Europe",
                ["sku"] = new JsonObject { ["name"] = "Premium", ["capacity"] = 1 },
            }
        );
        return cloud.Arm.PutAsync(ArmDriver.Service, spread);
    }

    // A dot in a name becomes a hyphen in the id of a member, which then carries a hash.
    private static string Unhashed(string write) =>
        write.Contains("fleet-third", StringComparison.Ordinal) ? "PUT backends/ai--fleet-third--gpt-4-1" : write;
}
