using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Fleets;

/// <summary>A fleet over the real worker: members come and go by events while calls of their alias go on.</summary>
[Collection(nameof(FleetCloud))]
public sealed class FleetStoryTests(FleetCloud cloud)
{
    [Fact]
    public async Task Three_accounts_are_one_alias_for_both_kinds_of_clients_and_a_second_run_plans_nothing()
    {
        await cloud.StartAsync("gpt-4o", "fleet-one", "fleet-two", "fleet-three");
        await cloud.DeployAsync("fleet-one", "text-embedding-3-large");
        await cloud.SettleAsync();
        await cloud.CloseBreakersAsync();
        var mark = await cloud.Control.MarkAsync();

        Assert.StartsWith("This is gpt-4o", (await cloud.ChatAsync("gpt-4o")).Said, StringComparison.Ordinal);
        await OpenAIClientProof.ProveAsync(
            cloud.Gateway.Credential,
            cloud.Gateway.At("ai/openai/deployments/gpt-4o", FleetCloud.Version),
            cloud.Gateway.At("ai/openai/deployments/text-embedding-3-large", FleetCloud.Version)
        );
        var v1 = cloud.Gateway.At("ai/openai/v1");
        await OpenAIClientProof.ProveAsync(cloud.Gateway.Credential, v1, v1);
        for (var calls = 0; calls < 9; calls++)
        {
            await cloud.ChatAsync("gpt-4o");
        }

        Assert.Superset(
            new HashSet<string> { "fleet-one", "fleet-two", "fleet-three" },
            (await cloud.AnsweredAsync(mark)).Keys.ToHashSet()
        );
        foreach (var path in new[] { "ai/openai/models?api-version=2024-10-21", "ai/openai/v1/models" })
        {
            var list = await cloud.Gateway.GetAsync(path);
            Assert.True(list.IsSuccess, list.ToString());
            Assert.Superset(
                new HashSet<string> { "gpt-4o", "text-embedding-3-large" },
                JsonNode.Parse(list.Text)!["data"]!.AsArray().Select(model => (string)model!["id"]!).ToHashSet()
            );
        }

        Assert.Equal(HttpStatusCode.OK, (await cloud.Gateway.GetAsync("ai/openai/v1/models/gpt-4o")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await cloud.Gateway.GetAsync("ai/openai/v1/models/nobody")).Status);
        var unknown = await cloud.ChatV1Async("nobody");
        Assert.Equal((HttpStatusCode.NotFound, "model_not_found"), (unknown.Status, Code(unknown)));
        await cloud.NothingMoreAsync();
    }

    [Fact]
    public async Task A_provisioned_member_joins_is_throttled_and_is_deleted_under_calls_and_no_call_fails()
    {
        await cloud.PutAccountAsync("fleet-ptu");
        await cloud.StartAsync("gpt-4o-mini", "fleet-east", "fleet-west");
        await cloud.SettleAsync();
        await using var load = cloud.Load("gpt-4o-mini");
        await load.MoreAsync(20);

        var joins = await cloud.Control.MarkAsync();
        await cloud.DeployAsync("fleet-ptu", "gpt-4o-mini", "GlobalProvisionedManaged");
        await cloud.SettleAsync();
        Assert.Equal(
            ["PUT backends/ai--fleet-ptu--gpt-4o-mini", "PUT backends/ai--gpt-4o-mini"],
            (await cloud.FleetWritesAsync(joins)).Distinct()
        );
        await cloud.CloseBreakersAsync();
        await load.MoreAsync(10);
        var served = await cloud.Control.MarkAsync();
        await load.MoreAsync(20);
        Assert.Equal(["fleet-ptu"], (await cloud.AnsweredAsync(served)).Keys);

        await cloud.Control.FailDeploymentAsync(
            new JsonObject
            {
                ["account"] = "fleet-ptu",
                ["status"] = 429,
                ["retryAfter"] = 3600,
            }
        );
        await load.MoreAsync(10);
        var throttled = await cloud.Control.MarkAsync();
        await load.MoreAsync(20);
        Assert.Equal(["fleet-east", "fleet-west"], (await cloud.AnsweredAsync(throttled)).Keys.Order(StringComparer.Ordinal));
        await cloud.Control.MendDeploymentsAsync("fleet-ptu");
        await cloud.Control.AdvanceAsync(TimeSpan.FromHours(1));
        await load.MoreAsync(20);

        var leaves = await cloud.Control.MarkAsync();
        await cloud.Arm.DeleteDeploymentAsync("fleet-ptu", "gpt-4o-mini");
        await load.MoreAsync(20);
        await cloud.SettleAsync();
        await load.MoreAsync(20);
        Assert.Equal(
            ["PUT backends/ai--fleet-ptu--gpt-4o-mini", "PUT backends/ai--gpt-4o-mini", "DELETE backends/ai--fleet-ptu--gpt-4o-mini"],
            await cloud.FleetWritesAsync(leaves)
        );
        Assert.Equal(["ai--fleet-east--gpt-4o-mini", "ai--fleet-west--gpt-4o-mini"], await cloud.MembersAsync("gpt-4o-mini"));
        var report = await load.StopAsync();
        Assert.True(report.Failures == 0, report.ToString());
        await cloud.NothingMoreAsync();
    }

    [Fact]
    public async Task A_member_that_is_paused_or_drained_under_calls_is_left_without_a_failed_call_and_comes_back()
    {
        await cloud.StartAsync("gpt-5", "fleet-pause", "fleet-stays");
        await using var load = cloud.Load("gpt-5");
        await load.MoreAsync(10);

        var pauses = await cloud.Control.MarkAsync();
        await cloud.Arm.PostAsync($"{ArmDriver.Deployment("fleet-pause", "gpt-5")}/pause");
        await load.MoreAsync(10);
        await cloud.SettleAsync();
        await load.MoreAsync(10);
        Assert.Equal(["ai--fleet-stays--gpt-5"], await cloud.MembersAsync("gpt-5"));
        Assert.DoesNotContain(await cloud.FleetWritesAsync(pauses), IsPolicy);
        await cloud.Arm.PostAsync($"{ArmDriver.Deployment("fleet-pause", "gpt-5")}/resume");
        await cloud.SettleAsync();
        Assert.Equal(2, (await cloud.MembersAsync("gpt-5")).Count);

        var drains = await cloud.Control.MarkAsync();
        await cloud.DeployAsync("fleet-pause", "gpt-5", tags: new JsonObject { ["apim-drain"] = "on" });
        await cloud.SettleAsync();
        Assert.Equal(["ai--fleet-stays--gpt-5"], await cloud.MembersAsync("gpt-5"));
        await load.MoreAsync(10);
        var drained = await cloud.Control.MarkAsync();
        await load.MoreAsync(20);
        Assert.True(load.Report.Failures == 0, load.Report.ToString());
        Assert.Equal(["fleet-stays"], (await cloud.AnsweredAsync(drained)).Keys);
        Assert.DoesNotContain(await cloud.FleetWritesAsync(drains), IsPolicy);

        var report = await load.StopAsync();
        Assert.True(report.Failures == 0, report.ToString());
        await cloud.NothingMoreAsync();
    }

    [Fact]
    public async Task The_last_member_that_is_paused_leaves_503_and_once_it_is_deleted_the_name_is_unknown()
    {
        await cloud.StartAsync("gpt-5-mini", "fleet-last");
        Assert.True((await cloud.ChatAsync("gpt-5-mini")).IsSuccess);

        await cloud.Arm.PostAsync($"{ArmDriver.Deployment("fleet-last", "gpt-5-mini")}/pause");
        await cloud.SettleAsync();

        foreach (var reply in new[] { await cloud.ChatAsync("gpt-5-mini"), await cloud.ChatV1Async("gpt-5-mini") })
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "service_unavailable"), (reply.Status, Code(reply)));
            Assert.True(reply.Headers.ContainsKey("Retry-After"));
        }

        Assert.Empty(await cloud.MembersAsync("gpt-5-mini"));
        await cloud.Arm.DeleteDeploymentAsync("fleet-last", "gpt-5-mini");
        await cloud.SettleAsync();

        foreach (var reply in new[] { await cloud.ChatAsync("gpt-5-mini"), await cloud.ChatV1Async("gpt-5-mini") })
        {
            Assert.Equal((HttpStatusCode.NotFound, "model_not_found"), (reply.Status, Code(reply)));
        }

        Assert.Null(await cloud.Arm.GetAsync($"{ArmDriver.Service}/backends/ai--fleet-last--gpt-5-mini"));
        await cloud.NothingMoreAsync();
    }

    private static string? Code(Reply reply) => (string?)JsonNode.Parse(reply.Text)?["error"]?["code"];

    private static bool IsPolicy(string write) =>
        write.Contains("/policies/", StringComparison.Ordinal) || write.Contains("policyFragments", StringComparison.Ordinal);
}
