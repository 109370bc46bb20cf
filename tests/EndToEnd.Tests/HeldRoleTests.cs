using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

/// <summary>An identity that may call the models already needs no grant, by whatever role and through whatever group it may.</summary>
[Collection(nameof(ConfiguredCloud))]
public sealed class HeldRoleTests(ConfiguredCloud cloud)
{
    private const string FoundryUser = "53ca6127-db72-4b80-b1b0-d745d6d5456d";
    private const string AzureAIDeveloper = "64702f94-c441-49e6-a78b-ef80e0188fee";

    [Theory]
    [InlineData("checked-direct", FoundryUser, false)]
    [InlineData("checked-group", AzureAIDeveloper, true)]
    [InlineData("granted-group", FoundryUser, true)]
    public async Task A_wider_role_directly_or_by_a_group_is_enough(string account, string role, bool byGroup)
    {
        await cloud.Arm.PutAccountAsync(account);
        await cloud.SettleAsync();
        await AssignAsync(account, role, byGroup);
        var mark = await cloud.Control.MarkAsync();

        await cloud.Arm.DeployAsync(account, "gpt-4o");
        await cloud.SettleAsync();

        Assert.DoesNotContain(
            await cloud.Control.WritesAsync(mark),
            write => write.Path.Contains("/roleAssignments/", StringComparison.Ordinal)
        );
        var run = await cloud.Importer.ImportAsync(ArmDriver.Deployment(account, "gpt-4o"));
        Assert.Equal(
            ("succeeded", "healthy", null),
            (run.Outcome, run.Probe(ArmDriver.Deployment(account, "gpt-4o")), run.WhyNot(ArmDriver.Account(account)))
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await cloud.Gateway.PostAsync($"{account}/openai/v1/chat/completions", GatewayCaller.Question("gpt-4o"))).Status
        );
        Assert.Empty((await cloud.Importer.PlanAsync(ArmDriver.Account(account))).Json["steps"]!.AsArray());
    }

    [Fact]
    public async Task What_may_not_be_listed_is_told_as_unseen_and_not_as_missing()
    {
        await cloud.Arm.PutAccountAsync("checked-unseen");
        await cloud.SettleAsync();
        await AssignAsync("checked-unseen", FoundryUser, byGroup: false);
        await cloud.Arm.DeployAsync("checked-unseen", "gpt-4o");
        await cloud.SettleAsync();
        await cloud.Control.BreakAsync(
            "arm",
            "/accounts/checked-unseen/providers/Microsoft.Authorization/roleAssignments",
            new JsonObject
            {
                ["method"] = "GET",
                ["status"] = 403,
                ["body"] = new JsonObject
                {
                    ["error"] = new JsonObject { ["code"] = "AuthorizationFailed", ["message"] = "may not list" },
                },
            }
        );

        var run = await cloud.Importer.ImportAsync(ArmDriver.Account("checked-unseen"));

        var why = run.WhyNot(ArmDriver.Account("checked-unseen"))!;
        Assert.Contains("could not be seen", why, StringComparison.Ordinal);
        Assert.Contains("Microsoft.Authorization/roleAssignments/read", why, StringComparison.Ordinal);
        Assert.DoesNotContain("lacks the role", why, StringComparison.Ordinal);
        await cloud.Control.ClearFaultsAsync();
        Assert.Null((await cloud.Importer.ImportAsync(ArmDriver.Account("checked-unseen"))).WhyNot(ArmDriver.Account("checked-unseen")));
    }

    private async Task AssignAsync(string account, string role, bool byGroup)
    {
        var principal = (string)(await cloud.Arm.GetAsync(ArmDriver.Service))!["identity"]!["principalId"]!;
        if (byGroup)
        {
            var (outer, inner) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
            await cloud.Control.KeepGroupAsync(inner, principal);
            await cloud.Control.KeepGroupAsync(outer, inner);
            principal = outer;
        }

        await cloud.Arm.PutAsync(
            $"{ArmDriver.Account(account)}/providers/Microsoft.Authorization/roleAssignments/{Guid.NewGuid()}",
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["roleDefinitionId"] = $"/providers/Microsoft.Authorization/roleDefinitions/{role}",
                    ["principalId"] = principal,
                    ["principalType"] = byGroup ? "Group" : "ServicePrincipal",
                },
            }
        );
    }
}
