using System.Text.Json.Nodes;
using LocalAzure.EventGrid;
using LocalAzure.Gateway;
using LocalAzure.Gateway.Configuration;
using LocalAzure.State;
using LocalAzure.Tests.FunctionsHost;
using static LocalAzure.Tests.EventGrid.DeliveryScene;

namespace LocalAzure.Tests.EventGrid;

/// <summary>Breakers that open and close, as the service's system topic tells it.</summary>
public sealed class BreakerEventTests
{
    private const string Backend = $"{CloudUnderTest.Service}/backends/ai--contoso--gpt-4o";

    [Fact]
    public async Task A_breaker_that_opens_and_closes_is_told_to_the_function_in_the_published_form()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.GatewaySettings = new GatewaySettings { BreakerEventsTo = "DeploymentChanged" };
        host.Cloud.Gateway.Breakers.Note(ABackend(), new CallOutcome(429, RetryAfter: TimeSpan.FromSeconds(90)));

        var opened = (await host.Script.NextAsync()).Data!;
        host.Cloud.Clock.Advance(TimeSpan.FromSeconds(91));
        var closed = (await host.Script.NextAsync()).Data!;

        Assert.Equal("Microsoft.ApiManagement.CircuitBreaker.Opened", (string?)opened["eventType"]);
        Assert.Equal("Microsoft.ApiManagement.CircuitBreaker.Closed", (string?)closed["eventType"]);
        Assert.Equal(CloudUnderTest.Service, (string?)opened["topic"]);
        Assert.Equal("/backends/ai--contoso--gpt-4o/circuit-breaker/rules/member", (string?)opened["subject"]);
        Assert.Equal(
            """{"backendName":"ai--contoso--gpt-4o","circuitBreaker":{"rules":{"member":{"tripDuration":"00:01:30"}}}}""",
            opened["data"]!.ToJsonString()
        );
        Assert.Equal(("1", "1"), ((string?)opened["dataVersion"], (string?)opened["metadataVersion"]));
        Assert.NotEqual((string?)opened["id"], (string?)closed["id"]);
        await AllDeliveredAsync(host);
        var sent = host.Cloud.Journal.Read("eventgrid")[0];
        Assert.Equal(("BREAKERS", "1"), (sent.Headers["aeg-subscription-name"], sent.Headers["aeg-data-version"]));
    }

    [Fact]
    public async Task While_it_is_open_it_is_not_told_again_and_a_later_end_delays_the_closing()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.GatewaySettings = new GatewaySettings { BreakerEventsTo = "DeploymentChanged" };
        var backend = ABackend();
        host.Cloud.Gateway.Breakers.Note(backend, new CallOutcome(429, RetryAfter: TimeSpan.FromSeconds(60)));
        host.Cloud.Gateway.Breakers.Note(backend, new CallOutcome(429, RetryAfter: TimeSpan.FromSeconds(600)));
        host.Cloud.Clock.Advance(TimeSpan.FromSeconds(61));
        host.Cloud.Operations.Raise(Write("marker"));

        var told = new List<string?>();
        for (var at = 0; at < 2; at++)
        {
            told.Add((string?)(await host.Script.NextAsync()).Data!["eventType"]);
        }

        host.Cloud.Clock.Advance(TimeSpan.FromSeconds(600));
        told.Add((string?)(await host.Script.NextAsync()).Data!["eventType"]);

        Assert.Equal(
            [
                "Microsoft.ApiManagement.CircuitBreaker.Closed",
                "Microsoft.ApiManagement.CircuitBreaker.Opened",
                "Microsoft.Resources.ResourceWriteSuccess",
            ],
            told.Order(StringComparer.Ordinal)
        );
        Assert.Equal("Microsoft.ApiManagement.CircuitBreaker.Closed", told[2]);
    }

    [Fact]
    public async Task Without_a_subscription_on_the_services_topic_nothing_is_told()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.Gateway.Breakers.Note(ABackend(), new CallOutcome(429));
        host.Cloud.Operations.Raise(Write("marker"));

        Assert.Equal("Microsoft.Resources.ResourceWriteSuccess", (string?)(await host.Script.NextAsync()).Data!["eventType"]);
        Assert.Single(await EventsAsync(host));
    }

    [Fact]
    public async Task Each_instance_of_the_gateway_tells_of_its_own_breaker_and_one_of_them_may_get_lost()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.GatewaySettings = new GatewaySettings { BreakerEventsTo = "DeploymentChanged", Instances = 3 };
        host.Cloud.EventGrid!.Use(new DeliverySettings { Drop = 1 });
        host.Cloud.Gateway.Breakers.Note(ABackend(), new CallOutcome(429));

        var one = (await host.Script.NextAsync()).Data!;
        var other = (await host.Script.NextAsync()).Data!;

        Assert.NotEqual((string?)one["id"], (string?)other["id"]);
        Assert.Equal((string?)one["eventTime"], (string?)other["eventTime"]);
        Assert.Equal(["delivered", "delivered", "lost"], (await StatesAsync(host)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Breaker_events_go_to_their_function_and_all_others_to_the_one_of_the_template()
    {
        using var app = App().WithEventGrid("BreakerChanged");
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.GatewaySettings = new GatewaySettings { BreakerEventsTo = "BreakerChanged" };
        host.Cloud.Operations.Raise(Write("marker"));
        await host.Script.NextAsync();
        await AllDeliveredAsync(host);
        host.Cloud.Gateway.Breakers.Note(ABackend(), new CallOutcome(429));
        await host.Script.NextAsync();

        await AllDeliveredAsync(host);

        Assert.Equal(
            ["DeploymentChanged", "BreakerChanged"],
            host.Cloud.Journal.Read("host")
                .Where(one => one.Path.StartsWith("/runtime/webhooks/EventGrid", StringComparison.Ordinal))
                .Select(one => one.Path.Split("functionName=")[1].Split('&')[0])
        );
    }

    private static async Task<IEnumerable<string>> StatesAsync(HostUnderTest host)
    {
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (true)
        {
            var states = (await EventsAsync(host)).Select(one => (string)one!["state"]!).ToList();
            if (!states.Contains("pending") || late.IsCancellationRequested)
            {
                return states;
            }
        }
    }

    private static async Task AllDeliveredAsync(HostUnderTest host)
    {
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while ((await EventsAsync(host)).Any(one => (string?)one!["state"] != "delivered"))
        {
            Assert.False(late.IsCancellationRequested);
        }
    }

    private static BackendEntry ABackend() =>
        BackendEntry.Of(
            new ArmResource
            {
                Id = Backend,
                Type = "Microsoft.ApiManagement/service/backends",
                Name = "ai--contoso--gpt-4o",
                ETag = "\"1\"",
                Body = JsonNode
                    .Parse(
                        """
                        {"properties":{"url":"http://127.0.0.1:9/","circuitBreaker":{"rules":[{"name":"member","acceptRetryAfter":true,"tripDuration":"PT1M",
                        "failureCondition":{"count":1,"interval":"PT1M","statusCodeRanges":[{"min":429,"max":429}]}}]}}}
                        """
                    )!
                    .AsObject(),
                CreatedAt = default,
                ChangedAt = default,
            },
            static text => text
        );
}
