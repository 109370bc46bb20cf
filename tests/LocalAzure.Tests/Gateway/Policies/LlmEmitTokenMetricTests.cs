using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway.Policies;

public sealed class LlmEmitTokenMetricTests : PolicyTest
{
    private const string Metric = """
        <llm-emit-token-metric namespace="ai">
          <dimension name="API ID" />
          <dimension name="Subscription ID" />
          <dimension name="Team" value="@(context.Request.Headers.GetValueOrDefault("x-team", "none"))" />
        </llm-emit-token-metric>
        """;

    [Fact]
    public async Task Tokens_are_emitted_with_their_dimensions()
    {
        await AddDiagnosticAsync("apis/contoso-openai/", metrics: true);
        await Scene.PolicyAsync(GatewayScene.Base + Metric);

        var reply = await Scene.PostAsync(GatewayScene.Chat, Chats.Say("hi"), Scene.MasterKey, ("x-team", "blue"));

        var metrics = await MetricsAsync();
        Assert.Equal(["Total Tokens", "Prompt Tokens", "Completion Tokens"], metrics.Select(metric => (string)metric!["name"]!));
        Assert.Equal((int)reply.Json["usage"]!["total_tokens"]!, (int)metrics[0]!["value"]!);
        Assert.All(
            metrics,
            metric =>
                Assert.Equal(
                    """{"API ID":"contoso-openai","Subscription ID":"master","Team":"blue"}""",
                    metric!["dimensions"]!.ToJsonString()
                )
        );
        Assert.Equal("ai", (string)metrics[0]!["namespace"]!);
    }

    [Fact]
    public async Task A_diagnostic_for_all_apis_carries_them_too()
    {
        await AddDiagnosticAsync(string.Empty, metrics: true);
        await Scene.PolicyAsync(GatewayScene.Base + Metric);

        await Scene.ChatAsync();

        Assert.NotEmpty(await MetricsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public async Task Without_a_diagnostic_that_has_metrics_nothing_is_emitted(bool? metrics)
    {
        if (metrics is { } on)
        {
            await AddDiagnosticAsync("apis/contoso-openai/", on);
        }

        await Scene.PolicyAsync(GatewayScene.Base + Metric);
        await Scene.ChatAsync();

        Assert.Empty(await MetricsAsync());
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 0)]
    public async Task Streams_count_only_when_the_caller_asks_for_the_usage(bool withUsage, int expected)
    {
        await AddDiagnosticAsync("apis/contoso-openai/", metrics: true);
        await Scene.PolicyAsync(GatewayScene.Base + Metric, backend: "<forward-request buffer-response=\"false\" />");

        await Scene.PostAsync(GatewayScene.Chat, Chats.Say("hi", stream: true, withUsage), Scene.MasterKey);

        Assert.Equal(expected, (await MetricsAsync()).Count);
    }

    private async Task AddDiagnosticAsync(string scope, bool metrics)
    {
        await Scene.PutServiceAsync(
            "loggers/insights",
            new JsonObject
            {
                ["loggerType"] = "applicationInsights",
                ["credentials"] = new JsonObject { ["connectionString"] = "InstrumentationKey=00000000-0000-0000-0000-000000000000" },
            }
        );
        await Scene.PutServiceAsync(
            $"{scope}diagnostics/applicationinsights",
            new JsonObject { ["loggerId"] = $"{CloudUnderTest.Service}/loggers/insights", ["metrics"] = metrics }
        );
    }

    private async Task<JsonArray> MetricsAsync() =>
        (JsonArray)JsonNode.Parse(await Scene.Cloud.Arm.GetStringAsync(new Uri("/_local/metrics", UriKind.Relative)))!["metrics"]!;
}
