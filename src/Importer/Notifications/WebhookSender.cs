using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Importer.Configuration;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Importer.Notifications;

/// <summary>Posts messages to webhooks, and tries again what may pass. Only the host of an address is ever logged.</summary>
public sealed partial class WebhookSender(HttpClient http, TimeProvider clock, ILogger<WebhookSender> logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly ResiliencePipeline<HttpResponseMessage> _patience = Patience(clock);

    /// <summary>Posts; true when the webhook took the message.</summary>
    public async Task<bool> SendAsync(WebhookSettings webhook, JsonObject message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        try
        {
            using var response = await _patience.ExecuteAsync(
                async token => await http.PostAsJsonAsync(webhook.Url, message, token),
                cancellationToken
            );
            LogAnswered(response.IsSuccessStatusCode ? LogLevel.Information : LogLevel.Warning, webhook.Url.Host, (int)response.StatusCode);
            return response.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or TimeoutRejectedException)
        {
            LogUnreached(webhook.Url.Host, fault.GetType().Name);
            return false;
        }
    }

    private static ResiliencePipeline<HttpResponseMessage> Patience(TimeProvider clock) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(
                new RetryStrategyOptions<HttpResponseMessage>
                {
                    MaxRetryAttempts = 3,
                    Delay = TimeSpan.FromSeconds(2),
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                        .Handle<HttpRequestException>()
                        .Handle<TimeoutRejectedException>()
                        .HandleResult(response =>
                            response.StatusCode
                                is HttpStatusCode.RequestTimeout
                                    or HttpStatusCode.TooManyRequests
                                    or >= HttpStatusCode.InternalServerError
                        ),
                    DelayGenerator = arguments => ValueTask.FromResult(RetryAfter(arguments.Outcome.Result, clock)),
                }
            )
            .AddTimeout(TimeSpan.FromSeconds(10))
            .Build();

    // What the webhook asks for, within reason; null leaves it to the growing pauses.
    private static TimeSpan? RetryAfter(HttpResponseMessage? response, TimeProvider clock)
    {
        var asked = response?.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - clock.GetUtcNow()) : null;
        return asked is { } pause && pause >= TimeSpan.Zero ? TimeSpan.FromTicks(Math.Min(pause.Ticks, LongestPause.Ticks)) : null;
    }

    [LoggerMessage(Message = "The webhook at {Host} answered {Status}")]
    private partial void LogAnswered(LogLevel level, string host, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook at {Host} could not be reached: {Fault}")]
    private partial void LogUnreached(string host, string fault);
}
