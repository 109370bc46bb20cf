using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Fleets;

/// <summary>Who joins a fleet answers a test call first, over the real process: callers never meet one that does not answer.</summary>
[Collection(nameof(FleetCloud))]
public sealed class FleetProofTests(FleetCloud cloud)
{
    [Theory]
    [InlineData("gpt-4-turbo", 404, "has no deployment of this name")]
    [InlineData("gpt-4", 401, "HTTP 401")]
    [InlineData("o3", null, "the gateway failed before it had an answer")]
    public async Task A_member_that_does_not_answer_waits_outside_with_the_reason_and_joins_when_it_does(
        string model,
        int? status,
        string reason
    )
    {
        var (stays, joins) = ($"fleet-proof-{model}", $"fleet-late-{model}");
        await cloud.PutAccountAsync(joins);
        await cloud.DeployAsync(joins, "text-embedding-3-small");
        await cloud.StartAsync(model, stays);
        await cloud.Control.FailDeploymentAsync(
            new JsonObject
            {
                ["account"] = joins,
                ["deployment"] = model,
                ["status"] = status,
                ["refuse"] = status is null,
            }
        );
        await using var load = cloud.Load(model);
        await load.MoreAsync(5);
        var mark = await cloud.Control.MarkAsync();

        await cloud.DeployAsync(joins, model);
        await cloud.Importer.RunAsync(
            ArmDriver.Deployment(joins, model),
            run => run.WhyNot(ArmDriver.Deployment(joins, model))?.Contains(reason, StringComparison.Ordinal) == true
        );
        await load.MoreAsync(10);
        var run = await cloud.Importer.ImportAsync();

        Assert.Contains("waits outside fleet 'ai'", run.WhyNot(ArmDriver.Deployment(joins, model)), StringComparison.Ordinal);
        Assert.Equal([Member(stays, model)], await cloud.MembersAsync(model));
        Assert.Equal(["PUT"], await MethodsAsync(mark, Member(joins, model)));
        Assert.Empty(await MethodsAsync(mark, Member(stays, model)));
        Assert.Empty(await MethodsAsync(mark, $"ai--{model}"));
        Assert.Equal([stays], await AnsweredAsync(mark, model));

        await cloud.Control.MendDeploymentsAsync(joins);
        await cloud.SettleAsync();

        Assert.Equal([Member(joins, model), Member(stays, model)], await cloud.MembersAsync(model));
        Assert.Equal(["PUT"], await MethodsAsync(mark, Member(joins, model)));
        await cloud.CloseBreakersAsync();
        await load.MoreAsync(10);
        var report = await load.StopAsync();
        Assert.True(report.Failures == 0, report.ToString());
        await cloud.NothingMoreAsync();
    }

    [Fact]
    public async Task A_strangers_key_does_not_open_the_API_of_the_test_calls()
    {
        const string Model = "gpt-5-nano";
        await cloud.StartAsync(Model, "fleet-closed");
        var route = $"ai/probe/{Member("fleet-closed", Model)}/deployments/{Model}/chat/completions?api-version={FleetCloud.Version}";
        var mark = await cloud.Control.MarkAsync();

        var stranger = await cloud.Gateway.PostAsync(route, GatewayCaller.Question());
        var nobody = await cloud.Gateway.PostAsync(route, GatewayCaller.Question(), with: "");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized), (stranger.Status, nobody.Status));
        Assert.Empty(await cloud.Control.JournalAsync("foundry", mark));
        var secrets = await cloud.Arm.PostAsync($"{ArmDriver.Service}/subscriptions/foundry-importer-tests/listSecrets");
        var key = (string?)secrets["primaryKey"];
        Assert.True((await cloud.Gateway.PostAsync(route, GatewayCaller.Question(), key)).IsSuccess);
        var other = await cloud.Gateway.PostAsync(
            route.Replace("/probe/ai--", "/probe/other--", StringComparison.Ordinal),
            GatewayCaller.Question(),
            key
        );
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
    }

    private async Task<IEnumerable<string>> AnsweredAsync(long mark, string model) =>
        (await cloud.Control.JournalAsync("foundry", mark))
            .Where(call => call.Status == 200 && call.Path.Contains($"/deployments/{model}/", StringComparison.Ordinal))
            .Select(call => call.Path.Split('/')[1])
            .Distinct();

    private static string Member(string account, string model) => $"ai--{account}--{model}";

    private async Task<IReadOnlyList<string>> MethodsAsync(long mark, string backend) =>
        [
            .. (await cloud.FleetWritesAsync(mark))
                .Where(write => write.EndsWith($"backends/{backend}", StringComparison.Ordinal))
                .Select(write => write.Split(' ')[0]),
        ];
}
