using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.ManualActions;

/// <summary>An API that people made is taken over where it stands, and answers all the while.</summary>
[Collection(nameof(ManualActionCloud))]
public sealed class AdoptionTests(ManualActionCloud cloud)
{
    [Fact]
    public async Task A_portal_made_api_is_shown_then_adopted_and_never_stops_answering()
    {
        var portal = new PortalApi(cloud, "team-chat", "adopted");
        await portal.MakeAsync();
        await Patience.UntilAsync(
            "the portal's API",
            async () => (await portal.ChatAsync()).Status == HttpStatusCode.OK ? "it answers" : null,
            async () => (await portal.ChatAsync()).ToString()
        );
        var before = await cloud.Arm.GetAsync(portal.Api);
        var mark = await cloud.Control.MarkAsync();

        var plan = await cloud.Importer.DoAsync("adopt", "team-chat", "plan");

        Assert.Contains("would lose 1 element(s) of its policy", plan.Error, StringComparison.Ordinal);
        Assert.Contains(
            "<llm-token-limit ",
            plan.Json["setAside"]!.ToJsonString().Replace("\\u003C", "<", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Equal("refused", (await cloud.Importer.DoAsync("adopt", "team-chat")).Outcome);
        Assert.Empty(await cloud.Control.WritesAsync(mark));
        Assert.Contains("llm-token-limit", Differences(plan, "policy"), StringComparison.Ordinal);
        Assert.Contains("adopted=AzureOpenAI", Differences(plan, "api"), StringComparison.Ordinal);
        Assert.Contains("the portal's Foundry wizard", plan.WhyNot("team-chat"), StringComparison.Ordinal);

        // Slowly, so that applications call in between.
        await cloud.Control.FailAsync("arm", "(apis|backends)/team-chat", status: null, times: 12, delayMs: 500);
        using var stop = new CancellationTokenSource();
        var callers = CallAsync(portal, stop.Token);
        var run = await cloud.Importer.DoAsync("adopt", "team-chat", insist: true);
        await stop.CancelAsync();

        Assert.True(run.Outcome == "succeeded", run.ToString());
        var answers = await callers;
        Assert.True(answers.Count >= 3, $"{answers.Count} calls were made meanwhile");
        Assert.All(answers, answer => Assert.True(answer.Status == HttpStatusCode.OK, answer.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await portal.ChatAsync()).Status);
        Assert.Equal("healthy", run.Probe(ArmDriver.Deployment("adopted", "gpt-4o")));
        var after = await cloud.Arm.GetAsync(portal.Api);
        Assert.Equal(Text(before, "path"), Text(after, "path"));
        Assert.Equal(Text(before, "displayName"), Text(after, "displayName"));
        Assert.StartsWith("Made in the portal. [foundry-importer source=", Text(after, "description"), StringComparison.Ordinal);

        mark = await cloud.Control.MarkAsync();
        var second = await cloud.Importer.ImportAsync(ArmDriver.Account("adopted"));
        Assert.Equal(0, second.Steps);
        Assert.Empty(await cloud.Control.WritesAsync(mark));
        Assert.Equal([new("team-chat", "team-chat/openai")], await cloud.Arm.ApisOfAsync("adopted"));

        await cloud.Control.ClearFaultsAsync();
        await cloud.Arm.DeployAsync("adopted", "gpt-4o-mini");
        await cloud.SettleAsync();
        Assert.Equal([new("team-chat", "team-chat/openai")], await cloud.Arm.ApisOfAsync("adopted"));
    }

    [Theory]
    [InlineData("petstore", "is no endpoint of an account in Discovery.Scopes")]
    [InlineData("nobody", "there is no API 'nobody'")]
    public async Task What_is_no_api_of_an_account_is_refused_with_the_way_out(string api, string reason)
    {
        var mark = await cloud.Control.MarkAsync();

        var run = await cloud.Importer.DoAsync("adopt", api);

        Assert.Equal("refused", run.Outcome);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Empty(await cloud.Control.WritesAsync(mark));
        Assert.Contains(
            await cloud.Importer.RunsAsync(),
            known => known.Outcome == "refused" && (string?)known.Json["manualAction"]?["target"] == api
        );
    }

    [Fact]
    public async Task An_api_that_the_importer_made_needs_no_adoption()
    {
        await cloud.Arm.PutAccountAsync("already");
        await cloud.SettleAsync();
        await cloud.Arm.DeployAsync("already", "gpt-4o");
        await cloud.SettleAsync();

        var run = await cloud.Importer.DoAsync("adopt", "already-openai");

        Assert.Equal("refused", run.Outcome);
        Assert.Contains("managed by this importer already", run.Error, StringComparison.Ordinal);
    }

    // One call at the start and one for every other call of the importer: the model's own limit leaves no room for more.
    private async Task<List<Reply>> CallAsync(PortalApi portal, CancellationToken stop)
    {
        var answers = new List<Reply>();
        var mark = await cloud.Control.MarkAsync();
        while (!stop.IsCancellationRequested)
        {
            answers.Add(await portal.ChatAsync());
            var seen = answers.Count;
            await Patience.UntilAsync(
                "the importer to go on",
                async () =>
                    stop.IsCancellationRequested
                    || (await cloud.Control.JournalAsync("arm", mark)).Count(call => call.IsByImporter) >= seen * 2
                        ? "go on"
                        : null,
                cloud.Control.TellAsync
            );
        }

        return answers;
    }

    private static string Differences(Run run, string kind) =>
        string.Join(
            '\n',
            run.Json["steps"]!.AsArray().Where(step => (string?)step!["kind"] == kind).Select(step => step!["differences"]!.ToJsonString())
        );

    private static string Text(JsonObject? api, string property) => (string)api!["properties"]![property]!;
}
