namespace EndToEnd.Tests;

/// <summary>How little is written: the service's write quota is small, and each write locks an API.</summary>
[Collection(nameof(PlainCloud))]
public sealed class WriteCountTests(PlainCloud cloud)
{
    [Fact]
    public async Task A_first_import_is_three_writes_and_one_role_and_a_second_deployment_is_none()
    {
        await cloud.Arm.PutAccountAsync("thrifty");
        await cloud.SettleAsync();
        var first = await cloud.Control.MarkAsync();
        await cloud.Arm.DeployAsync("thrifty", "gpt-4o");
        await cloud.SettleAsync();
        var second = await cloud.Control.MarkAsync();
        await cloud.Arm.DeployAsync("thrifty", "gpt-4o-mini");
        await cloud.SettleAsync();

        var made = await cloud.Control.WritesAsync(first);
        Assert.Equal(
            [
                "PUT apis/thrifty-openai",
                "PUT apis/thrifty-openai/policies/policy",
                "PUT backends/thrifty-openai-ai-endpoint",
                "PUT roleAssignments",
            ],
            made.Where(write => write.Seq <= second && write.Status is 200 or 201 or 202).Select(Describe).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(made, write => write.Seq > second);
    }

    [Fact]
    public async Task A_second_run_plans_nothing_and_writes_nothing()
    {
        await cloud.Arm.PutAccountAsync("still");
        await cloud.Arm.DeployAsync("still", "gpt-4o");
        await cloud.Arm.DeployAsync("still", "DeepSeek-R1", "DeepSeek");
        await cloud.SettleAsync();
        var mark = await cloud.Control.MarkAsync();

        var plan = await cloud.Importer.PlanAsync();
        var run = await cloud.Importer.ImportAsync();

        Assert.True(plan is { Outcome: "succeeded", Steps: 0 }, plan.ToString());
        Assert.True(run is { Outcome: "succeeded", Steps: 0 }, run.ToString());
        Assert.Empty(await cloud.Control.WritesAsync(mark));
    }

    private static string Describe(Call write) =>
        write.Path.Contains("/roleAssignments/", StringComparison.Ordinal)
            ? $"{write.Method} roleAssignments"
            : $"{write.Method} {write.Path.Split('?')[0].Split("/service/contoso-apim/")[1]}";
}
