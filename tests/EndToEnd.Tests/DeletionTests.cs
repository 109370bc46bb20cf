using System.Net;

namespace EndToEnd.Tests;

/// <summary>An API stays as long as a deployment is behind it, and no longer.</summary>
[Collection(nameof(PlainCloud))]
public sealed class DeletionTests(PlainCloud cloud)
{
    private static readonly string[] PartsOfPetstore =
        ["", "/operations", "/operations/list-pets", "/operations/get-pet", "/policies", "/policies/policy", "/products"];

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
        string.Join('\n', await Task.WhenAll(PartsOfPetstore.Select(part => cloud.Arm.TextAsync($"{ArmDriver.Service}/apis/petstore{part}"))));
}
