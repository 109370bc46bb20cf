using System.Net;
using EndToEnd.Tests.Infra;

namespace EndToEnd.Tests.ManualActions;

/// <summary>An API that is detached stays as it is and answers, and nothing is made beside it.</summary>
[Collection(nameof(ManualActionCloud))]
public sealed class DetachmentTests(ManualActionCloud cloud)
{
    [Fact]
    public async Task A_detached_api_answers_is_left_alone_and_can_be_adopted_again()
    {
        await cloud.Arm.PutAccountAsync("released");
        await cloud.SettleAsync();
        await cloud.Arm.DeployAsync("released", "gpt-4o");
        await cloud.SettleAsync();
        var policy = await cloud.Arm.TextAsync($"{ArmDriver.Service}/apis/released-openai/policies/policy");
        var mark = await cloud.Control.MarkAsync();

        var run = await cloud.Importer.DoAsync("detach", $"{ArmDriver.Service}/apis/released-openai");

        Assert.True(run.Outcome == "succeeded", run.ToString());
        Assert.All(await cloud.Control.WritesAsync(mark), write => Assert.Equal("PATCH", write.Method));
        foreach (var part in new[] { "apis/released-openai", "backends/released-openai-ai-endpoint" })
        {
            Assert.DoesNotContain("[foundry-importer", await cloud.Arm.TextAsync($"{ArmDriver.Service}/{part}"), StringComparison.Ordinal);
        }

        Assert.Equal(policy, await cloud.Arm.TextAsync($"{ArmDriver.Service}/apis/released-openai/policies/policy"));
        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync("released", "gpt-4o")).Status);

        mark = await cloud.Control.MarkAsync();
        var second = await cloud.Importer.ImportAsync(ArmDriver.Account("released"));
        Assert.Equal("succeeded", second.Outcome);
        Assert.Contains(
            "\"adopt\": \"released-openai\"",
            second.WhyNot(ArmDriver.Deployment("released", "gpt-4o")),
            StringComparison.Ordinal
        );
        Assert.Empty(await cloud.Control.WritesAsync(mark));

        await cloud.Importer.DoAsync("adopt", "released-openai");
        Assert.Equal(0, (await cloud.Importer.ImportAsync(ArmDriver.Account("released"))).Steps);
        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync("released", "gpt-4o")).Status);
        var allowed = RoleFiles.Actions().Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.All(
            (await cloud.Control.JournalAsync("arm")).Where(call => call.IsByImporter),
            call => Assert.Contains(NeededAction.Of(call), allowed)
        );
    }

    [Fact]
    public async Task A_detached_api_outlives_its_deployment()
    {
        await cloud.Arm.PutAccountAsync("outlived");
        await cloud.SettleAsync();
        await cloud.Arm.DeployAsync("outlived", "gpt-4o");
        await cloud.SettleAsync();
        await cloud.Importer.DoAsync("detach", "outlived-openai");

        await cloud.Arm.DeleteDeploymentAsync("outlived", "gpt-4o");
        await cloud.SettleAsync();

        Assert.NotNull(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/outlived-openai/policies/policy"));
        Assert.NotNull(await cloud.Arm.GetAsync($"{ArmDriver.Service}/backends/outlived-openai-ai-endpoint"));
        var run = await cloud.Importer.DoAsync("detach", "petstore");
        Assert.Contains("is not managed by this importer", run.Error, StringComparison.Ordinal);
    }
}
