using System.Text.Json.Nodes;
using LocalAzure.Tests.Gateway.Fleet;

namespace LocalAzure.Tests.Gateway;

/// <summary>A service with gateways in two regions: callers choose one by its host, and each knows only what it saw itself.</summary>
public sealed class RegionalGatewayTests : FleetTest
{
    private const string Host = "contoso-apim-westeurope-01.regional.azure-api.net";
    private const string Where =
        """<base /><set-header name="x-region" exists-action="override"><value>@(context.Deployment.Region)</value></set-header>""";

    [Fact]
    public async Task A_call_is_in_the_region_of_the_gateway_whose_host_it_names_as_the_service_writes_it()
    {
        await SpreadAsync("Premium");
        await Scene.PolicyAsync(GatewayScene.Base, outbound: Where);

        var own = await CallAsync();
        var other = await CallAsync(Host);

        Assert.Equal("swedencentral", own.Header("x-region"));
        Assert.Equal("West Europe", other.Header("x-region"));
    }

    [Fact]
    public async Task The_service_tells_the_host_of_each_gateway()
    {
        await SpreadAsync("Premium");

        var service = (await Scene.Cloud.GetAsync(CloudUnderTest.Service)).Body!;

        Assert.Equal($"https://{Host}", (string?)service["properties"]!["additionalLocations"]![0]!["gatewayRegionalUrl"]);
    }

    [Theory]
    [InlineData("Developer")]
    [InlineData("StandardV2")]
    public async Task Only_Premium_has_gateways_in_further_regions(string sku)
    {
        var reply = await TrySpreadAsync(sku);

        Assert.Equal(400, reply.Status);
    }

    [Fact]
    public async Task A_breaker_that_opened_in_one_region_is_closed_in_the_other()
    {
        await SpreadAsync("Premium");
        await PoolAsync(("contoso", 1, 1), ("second", 2, 1));
        Fail(429, pattern: "^/contoso/");

        Assert.Equal(200, (await CallAsync(Host)).Status);
        Assert.Equal(["contoso", "second"], Asked);
        Assert.Equal(200, (await CallAsync(Host)).Status);
        Assert.Equal(["contoso", "second", "second"], Asked);

        Assert.Equal(200, (await CallAsync()).Status);
        Assert.Equal(["contoso", "second", "second", "contoso"], Asked);
    }

    private Task<Reply> CallAsync(string? host = null) =>
        Scene.PostAsync(
            GatewayScene.Chat,
            new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "hello" }) },
            Scene.MasterKey,
            host is null ? [] : [("Host", host)]
        );

    private async Task SpreadAsync(string sku)
    {
        var reply = await Scene.Cloud.DoneAsync(TrySpreadAsync(sku));
        Assert.True(reply.Status is 200 or 201, reply.Body?.ToJsonString());
    }

    private async Task<ArmReply> TrySpreadAsync(string sku)
    {
        var service = (await Scene.Cloud.GetAsync(CloudUnderTest.Service)).Body!.AsObject();
        service["sku"] = new JsonObject { ["name"] = sku, ["capacity"] = 1 };
        service["properties"]!["additionalLocations"] = new JsonArray(
            new JsonObject
            {
                ["location"] = "West Europe",
                ["sku"] = new JsonObject { ["name"] = sku, ["capacity"] = 1 },
            }
        );
        return await Scene.Cloud.PutAsync(CloudUnderTest.Service, service.ToJsonString());
    }
}
