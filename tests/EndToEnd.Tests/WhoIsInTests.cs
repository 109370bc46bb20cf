using System.Net;
using System.Text.Json.Nodes;
using EndToEnd.Tests.Settings;

namespace EndToEnd.Tests;

/// <summary>What changes who is in without a deployment being written: each acts at once, by its own event.</summary>
[Collection(nameof(SettingsCloud))]
public sealed class WhoIsInTests(SettingsCloud cloud)
{
    [Fact]
    public async Task A_deployment_that_was_paused_from_the_start_is_imported_when_it_is_resumed()
    {
        await cloud.AccountAsync("napping");
        var deployment = ArmDriver.Deployment("napping", "gpt-4o");
        await cloud.Arm.PutAsync(deployment, Paused(), "2026-07-01");
        await cloud.SettleAsync();
        Assert.Empty(await cloud.Arm.ApisOfAsync("napping"));

        await cloud.Arm.PostAsync($"{deployment}/resume");
        await cloud.SettleAsync();

        Assert.Equal([new("napping-openai", "napping/openai")], await cloud.Arm.ApisOfAsync("napping"));
        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync("napping", "gpt-4o")).Status);
        await AssertNothingLeftAsync("napping");
    }

    [Fact]
    public async Task A_paused_deployment_keeps_its_api_and_is_not_called_unhealthy()
    {
        await cloud.StartAsync("resting", []);
        Assert.Equal("healthy", (string?)(await cloud.Importer.TestAsync()).CheckOf("resting")!["status"]);

        await cloud.Arm.PostAsync($"{ArmDriver.Deployment("resting", "gpt-4o")}/pause");
        await cloud.SettleAsync();

        Assert.Equal([new("resting-openai", "resting/openai")], await cloud.Arm.ApisOfAsync("resting"));
        var run = await cloud.Importer.RunAsync(
            ArmDriver.Deployment("resting", "gpt-4o"),
            run => run.Json.ToJsonString().Contains("resume it in Foundry", StringComparison.Ordinal)
        );
        Assert.Equal("succeeded", run.Outcome);
        var check = (await cloud.Importer.TestAsync()).CheckOf("resting")!;
        Assert.Equal(("skipped", "somebody paused the deployment"), ((string?)check["status"], (string?)check["cause"]));

        await cloud.Arm.PostAsync($"{ArmDriver.Deployment("resting", "gpt-4o")}/resume");
        await cloud.SettleAsync();
        Assert.Equal("healthy", (string?)(await cloud.Importer.TestAsync()).CheckOf("resting")!["status"]);
        await AssertNothingLeftAsync("resting");
    }

    [Theory]
    [InlineData("leaving", "", "the account carries the tag apim-import=off")]
    [InlineData("quitting", "/deployments/gpt-4o", "the deployment carries the tag apim-import=off")]
    public async Task The_opt_out_tag_is_seen_when_it_is_put_on_and_when_it_is_taken_off(string account, string below, string reason)
    {
        await cloud.StartAsync(account, []);
        var tagged = $"{ArmDriver.Account(account)}{below}";
        var tags = $"{tagged}/providers/Microsoft.Resources/tags/default";

        await cloud.Arm.PutAsync(tags, SettingsCloud.Properties(("tags", new JsonObject { ["apim-import"] = "off" })));
        await cloud.SettleAsync();

        // The API still serves a live deployment: it stays, and the run says how to withdraw it.
        var run = (await cloud.Importer.RunAsync(tagged, run => run.Json["setAside"]!.AsArray().Count > 0)).Json[
            "setAside"
        ]!.ToJsonString();
        Assert.Contains(reason, run, StringComparison.Ordinal);
        Assert.Contains("To withdraw it all the same, import that scope with", run, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.OK,
            (await cloud.Importer.AskAsync(new JsonObject { ["scope"] = ArmDriver.Account(account), ["insist"] = true })).Status
        );
        Assert.Empty(await cloud.Arm.ApisOfAsync(account));

        await cloud.Arm.DeleteAsync(tags);
        await cloud.SettleAsync();
        Assert.Single(await cloud.Arm.ApisOfAsync(account));
        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync(account, "gpt-4o")).Status);
        await AssertNothingLeftAsync(account);
    }

    [Fact]
    public async Task A_tag_that_a_rule_goes_by_acts_at_once()
    {
        await cloud.StartAsync("renamed", []);

        await cloud.Arm.PatchAsync(
            $"{ArmDriver.Account("renamed")}/providers/Microsoft.Resources/tags/default",
            new JsonObject
            {
                ["operation"] = "Merge",
                ["properties"] = new JsonObject { ["tags"] = new JsonObject { ["name"] = "team" } },
            }
        );
        await cloud.SettleAsync();

        Assert.Equal(
            "Team renamed",
            (string?)(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/renamed-openai"))!["properties"]!["displayName"]
        );
        await AssertNothingLeftAsync("renamed");
    }

    [Fact]
    public async Task A_moved_account_keeps_its_api_and_is_called_where_it_is_now()
    {
        const string Other = $"{ArmDriver.Subscription}/resourceGroups/rg-moved";
        await cloud.Arm.PutAsync(Other, new JsonObject { ["location"] = "swedencentral" });
        await cloud.StartAsync("moving", []);

        await cloud.Arm.MoveAsync(ArmDriver.Account("moving"), Other);
        await cloud.SettleAsync();

        var api = (await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/moving-openai"))!;
        Assert.Contains(ArmDriver.Account("moving", Other), (string?)api["properties"]!["description"], StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.ChatAsync("moving", "gpt-4o")).Status);
        Assert.Empty((await cloud.Importer.PlanAsync(ArmDriver.Account("moving", Other))).Json["steps"]!.AsArray());
    }

    private async Task AssertNothingLeftAsync(string account) => Assert.Empty(await cloud.PlanOfAsync(account));

    private static JsonObject Paused() =>
        new()
        {
            ["sku"] = new JsonObject { ["name"] = "GlobalStandard", ["capacity"] = 10 },
            ["properties"] = new JsonObject
            {
                ["model"] = new JsonObject { ["format"] = "OpenAI", ["name"] = "gpt-4o" },
                ["deploymentState"] = "Paused",
            },
        };
}
