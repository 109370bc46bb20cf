using System.Net;
using LocalAzure.EventGrid;
using LocalAzure.Tests.FunctionsHost;
using static LocalAzure.Tests.EventGrid.DeliveryScene;

namespace LocalAzure.Tests.EventGrid;

public sealed class RedeliveryTests
{
    [Fact]
    public async Task A_failed_delivery_is_tried_again_by_the_schedule()
    {
        using var app = App();
        var failures = 2;
        await using var host = await HostUnderTest.StartAsync(
            app,
            new WorkerScript { Answers = _ => failures-- > 0 ? WorkerReply.Failed() : WorkerReply.Done }
        );
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
        using var fault = await host.Control.PostAsync(
            new Uri("/_local/faults", UriKind.Relative),
            new StringContent("""{"surface":"eventgrid","pathPattern":".","times":1,"status":403}""")
        );
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
        await using var host = await HostUnderTest.StartAsync(app, new WorkerScript { Answers = _ => WorkerReply.Failed() });
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
        using var fault = await host.Control.PostAsync(
            new Uri("/_local/faults", UriKind.Relative),
            new StringContent("""{"surface":"eventgrid","pathPattern":"DeploymentChanged","times":1,"drop":"after"}""")
        );
        host.Cloud.Operations.Raise(Write("gpt-4o"));
        await UntilAttemptsAsync(host, 1);
        host.Cloud.Clock.Advance(TimeSpan.FromSeconds(10));

        await host.Script.NextAsync();
        await host.Script.NextAsync();
        Assert.Null((await UntilAsync(host, "delivered"))["deliveries"]![0]!["status"]);
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
}
