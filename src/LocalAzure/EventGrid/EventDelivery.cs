using System.Text.Json.Nodes;

namespace LocalAzure.EventGrid;

/// <summary>Takes one copy of an event to its subscriber: now, then by the retry schedule, then to the dead letters.</summary>
internal sealed class EventDelivery(DeliveryClient client, TimeProvider clock) : IDisposable
{
    /// <summary>Deliveries under way at one time; Event Grid adapts its own number.</summary>
    private const int Parallel = 16;

    private readonly SemaphoreSlim _slots = new(Parallel);

    public async Task RunAsync(PublishedEvent published, string schema, TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                await Task.Delay(delay, clock, cancellationToken);
                var status = await AttemptAsync(published, schema, attempt, cancellationToken);
                if (RetrySchedule.IsDelivered(status))
                {
                    published.Delivered();
                    return;
                }

                if (Reason(published, status, attempt) is { } reason)
                {
                    published.DeadLetter(Letter(published, reason, status, attempt));
                    return;
                }

                delay = RetrySchedule.DelayAfter(attempt, status);
            }
        }
        catch (OperationCanceledException)
        {
            // The cloud stops.
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task<int?> AttemptAsync(PublishedEvent published, string schema, int attempt, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            var time = clock.GetUtcNow();
            var status = await client.PostAsync(published.Json, schema, attempt, cancellationToken);
            published.Attempted(new DeliveryAttempt { Time = time, Status = status });
            return status;
        }
        finally
        {
            _slots.Release();
        }
    }

    // Why to stop trying; null when there is a next time. The time to live is looked at before an attempt only.
    private string? Reason(PublishedEvent published, int? status, int attempt) =>
        RetrySchedule.IsFinal(status) ? $"UndeliverableDueToHttp{RetrySchedule.Outcome(status)}"
        : attempt >= RetrySchedule.MaxAttempts ? "MaxDeliveryAttemptsExceeded"
        : clock.GetUtcNow() + RetrySchedule.DelayAfter(attempt, status) - published.Time > RetrySchedule.TimeToLive ? "TimeToLiveExceeded"
        : null;

    // https://learn.microsoft.com/azure/event-grid/delivery-and-retry#dead-letter-events
    private JsonObject Letter(PublishedEvent published, string reason, int? status, int attempts) => new()
    {
        ["deadLetterReason"] = reason,
        ["deliveryAttempts"] = attempts,
        ["lastDeliveryOutcome"] = RetrySchedule.Outcome(status),
        ["lastHttpStatusCode"] = status,
        ["publishTime"] = EventFactory.Text(published.Time),
        ["lastDeliveryAttemptTime"] = EventFactory.Text(clock.GetUtcNow()),
    };
}
