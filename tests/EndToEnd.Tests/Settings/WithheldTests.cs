using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Settings;

/// <summary>
/// A policy that the settings ask for and the service cannot hold: nothing is published without it, and nobody is told that all is well.
/// </summary>
[Collection(nameof(SettingsCloud))]
public sealed class WithheldTests(SettingsCloud cloud)
{
    private const string Fragment =
        """<fragment><set-header name="x-house" exists-action="override"><value>later</value></set-header></fragment>""";

    [Fact]
    public async Task Without_the_backend_of_content_safety_no_API_is_made_and_with_it_the_next_sweep_makes_it_whole()
    {
        await cloud.PrepareAsync();
        await cloud.Arm.DeleteAsync($"{ArmDriver.Service}/backends/safety-later");
        var mark = await cloud.Control.MarkAsync();
        await cloud.StartAsync("unguarded", ["safety=later"]);

        Assert.Empty(await cloud.Arm.ApisOfAsync("unguarded"));
        Assert.DoesNotContain(await cloud.Control.WritesAsync(mark), write => write.Path.Contains("unguarded", StringComparison.Ordinal));
        var run = (await cloud.Importer.RunsAsync()).First(one => one.WhyNot("unguarded-openai") is not null);
        Assert.Equal(("partial", 0), (run.Outcome, run.Steps));
        Assert.Contains(
            "backend 'safety-later' of Policies.ContentSafety.BackendId does not exist",
            run.WhyNot("unguarded-openai"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "unguarded-openai",
            (await cloud.Importer.ReportAsync()).Json["attention"]!.ToJsonString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("All is well", await cloud.Importer.PageAsync(), StringComparison.Ordinal);
        var tested = await cloud.Importer.TestAsync();
        Assert.DoesNotContain("unguarded", tested.Json["health"]!["imported"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("unguarded-openai", tested.Json["attention"]!.ToJsonString(), StringComparison.Ordinal);

        var endpoint = ((string)(await cloud.Arm.GetAsync(ArmDriver.Account("stock")))!["properties"]!["endpoint"]!).TrimEnd('/');
        var key = (string)(await cloud.Arm.PostAsync($"{ArmDriver.Account("stock")}/listKeys"))["key1"]!;
        await cloud.Arm.PutAsync(
            $"{ArmDriver.Service}/backends/safety-later",
            SettingsCloud.Properties(
                ("protocol", "http"),
                ("url", endpoint),
                ("credentials", new JsonObject { ["header"] = new JsonObject { ["api-key"] = new JsonArray(key) } })
            )
        );
        await cloud.SweepAsync();

        Assert.Equal([new("unguarded-openai", "unguarded/openai")], await cloud.Arm.ApisOfAsync("unguarded"));
        Assert.Contains(
            "llm-content-safety",
            await cloud.Arm.TextAsync($"{ArmDriver.Service}/apis/unguarded-openai/policies/policy"),
            StringComparison.Ordinal
        );
        await Patience.UntilAsync(
            "the filter",
            async () => (await AskAsync("unguarded", "I hate you")).Status == HttpStatusCode.Forbidden ? "it filters" : null,
            async () => (await AskAsync("unguarded", "I hate you")).ToString()
        );
        Assert.DoesNotContain("withheld", (await cloud.Importer.ReportAsync()).Json["attention"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(await cloud.PlanOfAsync("unguarded"));
    }

    [Fact]
    public async Task An_API_that_is_there_keeps_its_last_whole_policy_until_the_fragment_is_there()
    {
        await cloud.StartAsync("housebound", []);
        var policy = await cloud.Arm.TextAsync($"{ArmDriver.Service}/apis/housebound-openai/policies/policy");
        var mark = await cloud.Control.MarkAsync();

        await cloud.AccountAsync("housebound", "extra=later");
        await cloud.Arm.DeployAsync("housebound", "text-embedding-3-large");
        await cloud.SettleAsync();

        Assert.DoesNotContain(
            await cloud.Control.WritesAsync(mark),
            write =>
                write.Path.Contains("housebound-openai", StringComparison.Ordinal)
                && !write.Path.Contains("CognitiveServices", StringComparison.Ordinal)
        );
        Assert.Equal(policy, await cloud.Arm.TextAsync($"{ArmDriver.Service}/apis/housebound-openai/policies/policy"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("housebound", "Say hello.")).Status);
        Assert.Contains(
            "stays exactly as it is",
            (await cloud.Importer.PlanAsync(ArmDriver.Account("housebound"))).WhyNot("housebound-openai"),
            StringComparison.Ordinal
        );

        await cloud.Arm.PutAsync(
            $"{ArmDriver.Service}/policyFragments/rules-later",
            SettingsCloud.Properties(("format", "xml"), ("value", Fragment))
        );
        Assert.Equal("succeeded", (await cloud.Importer.ImportAsync(ArmDriver.Account("housebound"))).Outcome);

        Assert.Contains(
            "rules-later",
            await cloud.Arm.TextAsync($"{ArmDriver.Service}/apis/housebound-openai/policies/policy"),
            StringComparison.Ordinal
        );
        Assert.Empty(await cloud.PlanOfAsync("housebound"));
    }

    [Fact]
    public async Task Metrics_without_their_logger_are_published_and_told_at_the_API_and_as_what_needs_a_person()
    {
        await cloud.StartAsync("unmeasured", ["metrics=lost"]);

        var run = await cloud.Importer.ImportAsync(ArmDriver.Account("unmeasured"));

        Assert.Equal("partial", run.Outcome);
        Assert.Equal("Policies.TokenMetrics", (string?)run.Json["decisions"]![0]!["lacks"]![0]);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("unmeasured", "Say hello.")).Status);
        Assert.Contains(
            "logger 'nowhere' of Policies.TokenMetrics.Logger",
            (await cloud.Importer.ReportAsync()).Json["attention"]!.ToJsonString().Replace("\\u0027", "'", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    private Task<Reply> AskAsync(string account, string text) =>
        cloud.Gateway.PostAsync(
            $"{account}/openai/deployments/gpt-4o/chat/completions?api-version={GatewayCaller.ApiVersion}",
            new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }) }
        );
}
