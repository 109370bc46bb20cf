using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

/// <summary>An API stays as long as a deployment is behind it, and no longer.</summary>
[Collection(nameof(PlainCloud))]
public sealed class DeletionTests(PlainCloud cloud)
{
    private static readonly string[] PartsOfPetstore =
    [
        "",
        "/operations",
        "/operations/list-pets",
        "/operations/get-pet",
        "/policies",
        "/policies/policy",
        "/products",
    ];

    [Fact]
    public async Task Deleting_one_of_two_deployments_keeps_the_api()
    {
        await cloud.Arm.PutAccountAsync("pair");
        await cloud.Arm.DeployAsync("pair", "gpt-4o");
        await cloud.Arm.DeployAsync("pair", "gpt-4o-mini");
        await cloud.SettleAsync();
        var before = await cloud.Arm.GatewayAsync();

        await cloud.Arm.DeleteDeploymentAsync("pair", "gpt-4o-mini");
        await cloud.SettleAsync();

        Assert.Equal(before, await cloud.Arm.GatewayAsync());
        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync("pair", "gpt-4o")).Status);
        Assert.Contains("DeploymentNotFound", (await cloud.Gateway.ChatAsync("pair", "gpt-4o-mini")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_the_last_deployment_removes_api_policy_and_backend_and_touches_nothing_else()
    {
        await cloud.Arm.PutAccountAsync("leaving");
        await cloud.SettleAsync();
        var (petstore, gateway) = (await PetstoreAsync(), await cloud.Arm.GatewayAsync());
        await cloud.Arm.DeployAsync("leaving", "gpt-4o");
        await cloud.SettleAsync();
        Assert.NotNull(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/leaving-openai/policies/policy"));
        Assert.NotNull(await cloud.Arm.GetAsync($"{ArmDriver.Service}/backends/leaving-openai-ai-endpoint"));
        var mark = await cloud.Control.MarkAsync();

        await cloud.Arm.DeleteDeploymentAsync("leaving", "gpt-4o");
        await cloud.SettleAsync();

        Assert.Null(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/leaving-openai"));
        Assert.Null(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/leaving-openai/policies/policy"));
        Assert.Null(await cloud.Arm.GetAsync($"{ArmDriver.Service}/backends/leaving-openai-ai-endpoint"));
        Assert.Equal(gateway, await cloud.Arm.GatewayAsync());
        Assert.Equal(petstore, await PetstoreAsync());
        Assert.All(await cloud.Control.WritesAsync(mark), write => Assert.Contains("leaving-openai", write.Path, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await cloud.Gateway.ChatAsync("leaving", "gpt-4o")).Status);
    }

    [Fact]
    public async Task A_deployment_that_goes_while_it_is_tested_holds_the_queue_up_no_longer()
    {
        await cloud.Arm.PutAccountAsync("fleeting");
        await cloud.SettleAsync();
        var mark = await cloud.Control.MarkAsync();
        var unknown = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = "DeploymentNotFound",
                ["message"] = "The API deployment for this resource does not exist.",
            },
        };
        await cloud.Control.FailAsync("foundry", "^/fleeting/", 404, times: 12, body: unknown);
        await cloud.Arm.DeployAsync("fleeting", "gpt-4o");
        await cloud.Control.CallAsync("foundry", mark, call => call.Path.StartsWith("/fleeting/", StringComparison.Ordinal));

        await cloud.Arm.DeleteDeploymentAsync("fleeting", "gpt-4o");
        await cloud.SettleAsync();

        Assert.Empty(await cloud.Arm.ApisOfAsync("fleeting"));
        var run = (await cloud.Importer.RunsAsync()).Single(run =>
            run.Scope == ArmDriver.Deployment("fleeting", "gpt-4o") && run.Json["probes"]!.AsArray().Count > 0
        );
        Assert.Equal("the deployment was deleted while it was tested", (string?)run.Json["probes"]![0]!["cause"]);
        Assert.InRange(
            (DateTimeOffset)run.Json["finishedAt"]! - (DateTimeOffset)run.Json["startedAt"]!,
            TimeSpan.Zero,
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task Deleting_the_account_removes_every_api_of_it()
    {
        await cloud.Arm.PutAccountAsync("closing");
        await cloud.SettleAsync();
        var gateway = await cloud.Arm.GatewayAsync();
        await cloud.Arm.DeployAsync("closing", "gpt-4o");
        await cloud.Arm.DeployAsync("closing", "DeepSeek-R1", "DeepSeek");
        await cloud.SettleAsync();
        Assert.Equal(2, (await cloud.Arm.ApisOfAsync("closing")).Count);

        await cloud.Arm.DeleteAccountAsync("closing");
        await cloud.SettleAsync();

        Assert.Equal(gateway, await cloud.Arm.GatewayAsync());
    }

    private async Task<string> PetstoreAsync() =>
        string.Join(
            '\n',
            await Task.WhenAll(PartsOfPetstore.Select(part => cloud.Arm.TextAsync($"{ArmDriver.Service}/apis/petstore{part}")))
        );
}
