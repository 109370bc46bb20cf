using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

/// <summary>Scopes that are not there and roles that nobody granted: told with the way out, and taken up when they come.</summary>
[Collection(nameof(ConfiguredCloud))]
public sealed class ScopeAndAccessTests(ConfiguredCloud cloud)
{
    [Fact]
    public async Task A_configured_scope_that_is_not_there_is_told_and_holds_nothing_up()
    {
        await cloud.Arm.PutAccountAsync("present");
        await cloud.Arm.DeployAsync("present", "gpt-4o");
        await cloud.SettleAsync();
        await cloud.Arm.DeleteAsync($"{ArmDriver.Service}/apis/present-openai-v1/policies/policy");

        var run = await cloud.Importer.ImportAsync();

        Assert.Contains("check Discovery.Scopes", run.WhyNot(ConfiguredCloud.LaterGroup), StringComparison.Ordinal);
        Assert.NotNull(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/present-openai-v1/policies/policy"));

        await cloud.Arm.PutAsync(ConfiguredCloud.LaterGroup, new JsonObject { ["location"] = "swedencentral" });
        await cloud.Arm.PutAccountAsync("later", group: ConfiguredCloud.LaterGroup);
        await cloud.Arm.DeployInAsync(ConfiguredCloud.LaterGroup, "later", "gpt-4o");
        await cloud.SettleAsync();
        Assert.NotNull(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/later-openai-v1"));
        Assert.Null((await cloud.Importer.PlanAsync()).WhyNot(ConfiguredCloud.LaterGroup));
        await cloud.Arm.DeleteAsync(ConfiguredCloud.LaterGroup);
        await cloud.SettleAsync();
        Assert.Null(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/later-openai-v1"));
    }

    [Fact]
    public async Task With_Access_Check_a_missing_role_is_told_with_the_command_and_not_granted()
    {
        await cloud.Arm.PutAccountAsync("checked-one");
        await cloud.SettleAsync();
        var mark = await cloud.Control.MarkAsync();
        await cloud.Arm.DeployAsync("checked-one", "gpt-4o");

        var deployment = ArmDriver.Deployment("checked-one", "gpt-4o");
        var run = await cloud.Importer.RunAsync(deployment, _ => true);
        var why = run.WhyNot(ArmDriver.Account("checked-one"));
        Assert.Contains("az role assignment create --role 5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", why, StringComparison.Ordinal);
        Assert.DoesNotContain(
            await cloud.Control.WritesAsync(mark),
            write => write.Path.Contains("/roleAssignments/", StringComparison.Ordinal)
        );
        Assert.Equal("partial", run.Outcome);
        Assert.NotEqual("healthy", run.Probe(deployment));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync()).Status);

        await cloud.Arm.PutAsync(
            Assignment(),
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["roleDefinitionId"] =
                        $"{ArmDriver.Subscription}/providers/Microsoft.Authorization/roleDefinitions/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
                    ["principalId"] = (string)(await cloud.Arm.GetAsync(ArmDriver.Service))!["identity"]!["principalId"]!,
                    ["principalType"] = "ServicePrincipal",
                },
            }
        );
        var second = await cloud.Importer.ImportAsync(deployment);
        Assert.Equal(
            ("succeeded", "healthy", null),
            (second.Outcome, second.Probe(deployment), second.WhyNot(ArmDriver.Account("checked-one")))
        );
        Assert.Equal(HttpStatusCode.OK, (await AskAsync()).Status);
    }

    private static string Assignment() =>
        $"{ArmDriver.Account("checked-one")}/providers/Microsoft.Authorization/roleAssignments/{Guid.NewGuid()}";

    private Task<Reply> AskAsync() => cloud.Gateway.PostAsync("checked-one/openai/v1/chat/completions", GatewayCaller.Question("gpt-4o"));
}
