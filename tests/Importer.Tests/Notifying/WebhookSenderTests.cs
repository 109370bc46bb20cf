using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Importer.Configuration;
using Importer.Notifications;
using Importer.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests.Notifying;

public sealed class WebhookSenderTests : IDisposable
{
    private static readonly WebhookSettings Webhook = new() { Url = new Uri("https://hooks.contoso.com/secret") };

    private readonly ScriptedModels _receiver = new();
    private readonly Queue<HttpResponseMessage> _answers = new();

    public WebhookSenderTests() => _receiver.Answer = _ => _answers.TryDequeue(out var answer) ? answer : null;

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task What_may_pass_is_tried_again(HttpStatusCode status)
    {
        _answers.Enqueue(Answer(status, after: TimeSpan.Zero));
        _answers.Enqueue(Answer(status, after: TimeSpan.Zero));

        Assert.True(await SendAsync(TimeProvider.System));
        Assert.Equal(3, _receiver.Calls.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.Unauthorized)]
    public async Task What_will_not_pass_is_tried_once(HttpStatusCode status)
    {
        _answers.Enqueue(Answer(status, after: null));

        Assert.False(await SendAsync(TimeProvider.System));
        Assert.Single(_receiver.Calls);
    }

    [Fact]
    public async Task It_waits_as_long_as_the_webhook_asks_but_not_for_ever()
    {
        var clock = new WaitlessClock();
        _answers.Enqueue(Answer(HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)));
        _answers.Enqueue(Answer(HttpStatusCode.TooManyRequests, TimeSpan.FromHours(2)));

        Assert.True(await SendAsync(clock));
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromMinutes(1)], clock.Waits);
    }

    [Fact]
    public async Task It_gives_up_after_four_tries()
    {
        _receiver.Answer = _ => Answer(HttpStatusCode.BadGateway, TimeSpan.Zero);

        Assert.False(await SendAsync(TimeProvider.System));
        Assert.Equal(4, _receiver.Calls.Count);
    }

    public void Dispose() => _receiver.Dispose();

    private static HttpResponseMessage Answer(HttpStatusCode status, TimeSpan? after) =>
        new(status) { Headers = { RetryAfter = after is { } pause ? new RetryConditionHeaderValue(pause) : null } };

    private async Task<bool> SendAsync(TimeProvider clock)
    {
        using var http = new HttpClient(_receiver, disposeHandler: false);
        return await new WebhookSender(http, clock, NullLogger<WebhookSender>.Instance).SendAsync(
            Webhook,
            new JsonObject { ["title"] = "x" },
            CancellationToken.None
        );
    }

    // Pauses are over at once; the time-out of a call (10 s) never comes.
    private sealed class WaitlessClock : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == TimeSpan.FromSeconds(10) || dueTime < TimeSpan.Zero)
            {
                return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
