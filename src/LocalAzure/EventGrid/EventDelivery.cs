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
            var due = clock.GetUtcNow() + delay;
            for (var attempt = 1; ; attempt++)
            {
                await WaitAsync(due, cancellationToken);
                (var status, due) = await AttemptAsync(published, schema, attempt, cancellationToken);
                if (RetrySchedule.IsDelivered(status))
                {
                    published.Delivered();
                    return;
                }

                if (Reason(published, status, attempt, due) is { } reason)
                {
                    published.DeadLetter(Letter(published, reason, status, attempt));
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The cloud stops.
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task WaitAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        var delay = due - clock.GetUtcNow();
        await Task.Delay(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, clock, cancellationToken);
    }

    // The status, and when the next attempt would be due.
    private async Task<(int? Status, DateTimeOffset Due)> AttemptAsync(
        PublishedEvent published,
        string schema,
        int attempt,
        CancellationToken cancellationToken
    )
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            var time = clock.GetUtcNow();
            var status = await client.PostAsync(published.Json, schema, attempt, cancellationToken);
            var due = clock.GetUtcNow() + RetrySchedule.DelayAfter(attempt, status);
            published.Attempted(new DeliveryAttempt { Time = time, Status = status });
            return (status, due);
        }
        finally
        {
            _slots.Release();
        }
    }

    // Why to stop trying; null when there is a next time. The time to live is looked at before an attempt only.
    private static string? Reason(PublishedEvent published, int? status, int attempt, DateTimeOffset due)
    {
        if (RetrySchedule.IsFinal(status))
        {
            return $"UndeliverableDueToHttp{RetrySchedule.Outcome(status)}";
        }

        if (attempt >= RetrySchedule.MaxAttempts)
        {
            return "MaxDeliveryAttemptsExceeded";
        }

        if (due - published.Time > RetrySchedule.TimeToLive)
        {
            return "TimeToLiveExceeded";
        }

        return null;
    }

    // https://learn.microsoft.com/azure/event-grid/delivery-and-retry#dead-letter-events
    private JsonObject Letter(PublishedEvent published, string reason, int? status, int attempts) =>
        new()
        {
            ["deadLetterReason"] = reason,
            ["deliveryAttempts"] = attempts,
            ["lastDeliveryOutcome"] = RetrySchedule.Outcome(status),
            ["lastHttpStatusCode"] = status,
            ["publishTime"] = EventFactory.Text(published.Time),
            ["lastDeliveryAttemptTime"] = EventFactory.Text(clock.GetUtcNow()),
        };
}
