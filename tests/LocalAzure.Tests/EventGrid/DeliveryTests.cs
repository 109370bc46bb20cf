using System.Net;
using System.Text.Json.Nodes;
using LocalAzure.Arm;
using LocalAzure.EventGrid;
using LocalAzure.Tests.FunctionsHost;

namespace LocalAzure.Tests.EventGrid;

public sealed class DeliveryTests
{
    private const string Account = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso";

    [Fact]
    public async Task A_write_that_succeeded_reaches_the_function_as_an_event_with_everything_a_real_one_carries()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.Operations.Raise(Write("gpt-4o"));

        var json = (await host.Script.NextAsync()).Data!;

        Assert.Equal("Microsoft.Resources.ResourceWriteSuccess", (string?)json["eventType"]);
        Assert.Equal($"{Account}/deployments/gpt-4o", (string?)json["subject"]);
        Assert.Equal("/subscriptions/00000000-0000-0000-0000-000000000001", (string?)json["topic"]);
        Assert.Equal("Microsoft.CognitiveServices/accounts/deployments/write", (string?)json["data"]!["operationName"]);
        Assert.Equal("Microsoft.CognitiveServices", (string?)json["data"]!["resourceProvider"]);
        Assert.Equal("Jane Doe", (string?)json["data"]!["claims"]!["name"]);
        Assert.Equal("203.0.113.7", (string?)json["data"]!["claims"]!["ipaddr"]);
        Assert.Null(json["data"]!["httpRequest"]);
        var told = await UntilAsync(host, "delivered");
        Assert.Equal(202, (int)told["deliveries"]![0]!["status"]!);
    }

    [Fact]
    public async Task Updates_and_deletes_carry_the_request()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.Operations.Raise(Write("gpt-4o") with { OperationName = "Microsoft.CognitiveServices/accounts/deployments/delete", Method = "DELETE" });

        var json = (await host.Script.NextAsync()).Data!;

        Assert.Equal("Microsoft.Resources.ResourceDeleteSuccess", (string?)json["eventType"]);
        Assert.Equal("DELETE", (string?)json["data"]!["httpRequest"]!["method"]);
        Assert.Equal("203.0.113.7", (string?)json["data"]!["httpRequest"]!["clientIpAddress"]);
    }

    [Fact]
    public async Task What_the_filter_does_not_name_is_not_delivered_unless_it_is_asked_for()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        var tags = Write("gpt-4o") with { OperationName = "Microsoft.Resources/tags/write" };
        host.Cloud.Operations.Raise(tags);
        await SetAsync(host, """{"operations":["microsoft.resources/TAGS/write"]}""");
        host.Cloud.Operations.Raise(tags);

        await host.Script.NextAsync();
        Assert.Single(await EventsAsync(host));
    }

    [Fact]
    public async Task A_failed_delivery_is_tried_again_by_the_schedule()
    {
        using var app = App();
        var failures = 2;
        await using var host = await HostUnderTest.StartAsync(app, new HandlerScript
        {
            Answers = _ => failures-- > 0 ? HandlerReply.Failed(500) : HandlerReply.Done,
        });
        host.Cloud.Operations.Raise(Write("gpt-4o"));

        var first = (string?)(await host.Script.NextAsync()).Data!["id"];
        await UntilAttemptsAsync(host, 1);
        host.Cloud.Clock.Advance(TimeSpan.FromSeconds(10));
        await host.Script.NextAsync();
        await UntilAttemptsAsync(host, 2);
        Assert.Equal("pending", (string?)(await EventsAsync(host))[0]!["state"]);
        host.Cloud.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(first, (string?)(await host.Script.NextAsync()).Data!["id"]);
        var told = await UntilAsync(host, "delivered");
        Assert.Equal([500, 500, 202], told["deliveries"]!.AsArray().Select(one => (int)one!["status"]!));
    }

    [Fact]
    public async Task An_answer_that_means_never_goes_to_the_dead_letters_at_once()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        using var fault = await host.Control.PostAsync(new Uri("/_local/faults", UriKind.Relative),
            new StringContent("""{"surface":"eventgrid","pathPattern":".","times":1,"status":403}"""));
        host.Cloud.Operations.Raise(Write("gpt-4o"));

        var told = await UntilAsync(host, "deadLettered");

        Assert.Equal(HttpStatusCode.NoContent, fault.StatusCode);
        Assert.Equal("Forbidden", (string?)told["deadLetter"]!["lastDeliveryOutcome"]);
        Assert.Equal(1, (int)told["deadLetter"]!["deliveryAttempts"]!);
        Assert.False(host.Script.HasMore);
    }

    [Fact]
    public async Task An_event_that_nobody_takes_within_a_day_goes_to_the_dead_letters()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app, new HandlerScript { Answers = _ => HandlerReply.Failed(500) });
        host.Cloud.Operations.Raise(Write("gpt-4o"));
        await UntilAttemptsAsync(host, 1);
        host.Cloud.Clock.Advance(TimeSpan.FromHours(24));

        Assert.Equal("TimeToLiveExceeded", (string?)(await UntilAsync(host, "deadLettered"))["deadLetter"]!["deadLetterReason"]);
    }

    [Fact]
    public async Task An_answer_that_is_lost_makes_the_event_come_twice()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        using var fault = await host.Control.PostAsync(new Uri("/_local/faults", UriKind.Relative),
            new StringContent("""{"surface":"eventgrid","pathPattern":"DeploymentChanged","times":1,"drop":"after"}"""));
        host.Cloud.Operations.Raise(Write("gpt-4o"));
        await UntilAttemptsAsync(host, 1);
        host.Cloud.Clock.Advance(TimeSpan.FromSeconds(10));

        await host.Script.NextAsync();
        await host.Script.NextAsync();
        Assert.Null((await UntilAsync(host, "delivered"))["deliveries"]![0]!["status"]);
    }

    [Fact]
    public async Task Duplicates_shuffling_and_delay_are_as_asked_and_end_with_a_reset()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        await SetAsync(host, """{"duplicate":2,"shuffle":true,"seed":7,"delayMs":50}""");
        foreach (var name in Names)
        {
            host.Cloud.Operations.Raise(Write(name));
        }

        var seen = new List<string>();
        for (var i = 0; i < 3 * Names.Length; i++)
        {
            seen.Add(((string)(await host.Script.NextAsync()).Data!["subject"]!).Split('/')[^1]);
        }

        Assert.All(Names, name => Assert.Equal(3, seen.Count(one => one == name)));
        Assert.NotEqual(seen.Order(), seen);

        await SetAsync(host, "{}");
        host.Cloud.Operations.Raise(Write("last"));
        Assert.EndsWith("/last", (string?)(await host.Script.NextAsync()).Data!["subject"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dropped_events_are_lost_for_good()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        await SetAsync(host, """{"drop":2}""");
        foreach (var name in Names[..3])
        {
            host.Cloud.Operations.Raise(Write(name));
        }

        Assert.EndsWith($"/{Names[2]}", (string?)(await host.Script.NextAsync()).Data!["subject"], StringComparison.Ordinal);
        Assert.Equal(["lost", "lost"], (await EventsAsync(host)).Take(2).Select(one => (string?)one!["state"]));
        Assert.Empty((await EventsAsync(host))[0]!["deliveries"]!.AsArray());
    }

    [Fact]
    public async Task Events_can_come_as_cloud_events()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        await SetAsync(host, """{"schema":"CloudEventSchemaV1_0"}""");
        host.Cloud.Operations.Raise(Write("gpt-4o"));

        var json = (await host.Script.NextAsync()).Data!;

        Assert.Equal("1.0", (string?)json["specversion"]);
        Assert.Equal("/subscriptions/00000000-0000-0000-0000-000000000001", (string?)json["source"]);
        Assert.Equal("Microsoft.Resources.ResourceWriteSuccess", (string?)json["type"]);
        Assert.Null(json["eventType"]);
    }

    [Theory]
    [InlineData("""{"duplicates":1}""")]
    [InlineData("""{"schema":"Other"}""")]
    [InlineData("""{"drop":-1}""")]
    [InlineData("nonsense")]
    public async Task Settings_that_are_not_understood_are_refused(string body)
    {
        await using var cloud = await CloudUnderTest.StartAsync();

        using var answer = await cloud.Arm.PostAsync(new Uri("/_local/events", UriKind.Relative), new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Every_delivery_is_in_the_journal()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.Operations.Raise(Write("gpt-4o"));
        await UntilAsync(host, "delivered");

        var entry = Assert.Single(host.Cloud.Journal.Read("eventgrid"));
        Assert.Equal(202, entry.Status);
        Assert.Equal("1", entry.Headers["aeg-delivery-count"]);
        Assert.Contains("/DeploymentChanged", host.Cloud.Journal.Read("host").Select(one => one.Path));
    }

    [Theory]
    [InlineData(1, 500, 10)]
    [InlineData(2, null, 30)]
    [InlineData(3, 500, 60)]
    [InlineData(4, 500, 300)]
    [InlineData(10, 500, 12 * 3600)]
    [InlineData(29, 500, 12 * 3600)]
    [InlineData(1, 404, 300)]
    [InlineData(1, 408, 120)]
    [InlineData(1, 503, 30)]
    public void The_wait_before_the_next_try_is_the_published_one(int attempts, int? status, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.DelayAfter(attempts, status));

    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f", "g", "h"];

    private static AppFolder App() => new AppFolder().WithEventGrid("DeploymentChanged");

    private static ArmOperationCompleted Write(string deployment) => new()
    {
        Subject = $"{Account}/deployments/{deployment}",
        OperationName = "Microsoft.CognitiveServices/accounts/deployments/write",
        Method = "PUT",
        CorrelationId = Guid.NewGuid().ToString(),
        Time = TimeProvider.System.GetUtcNow(),
    };

    private static async Task SetAsync(HostUnderTest host, string settings)
    {
        using var answer = await host.Control.PostAsync(new Uri("/_local/events", UriKind.Relative), new StringContent(settings));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static async Task<JsonArray> EventsAsync(HostUnderTest host) =>
        JsonNode.Parse(await host.Control.GetStringAsync(new Uri("/_local/events", UriKind.Relative)))!["events"]!.AsArray();

    private static Task<JsonNode> UntilAsync(HostUnderTest host, string state) =>
        UntilAsync(host, one => (string?)one["state"] == state);

    private static Task<JsonNode> UntilAttemptsAsync(HostUnderTest host, int attempts) =>
        UntilAsync(host, one => one["deliveries"]!.AsArray().Count == attempts);

    private static async Task<JsonNode> UntilAsync(HostUnderTest host, Func<JsonNode, bool> isSo)
    {
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (true)
        {
            var events = await EventsAsync(host);
            if (events is [{ } only] && isSo(only))
            {
                return only;
            }

            Assert.False(late.IsCancellationRequested, events.ToJsonString());
        }
    }
}
