using Azure;
using Azure.Identity;
using Azure.Storage.Queues;
using Importer.Runs;

namespace Functions.Queue;

/// <summary>The queue cannot be reached or did not take a message.</summary>
/// <param name="reason">A sentence that may be shown.</param>
/// <param name="inner">What went wrong underneath.</param>
internal sealed class ImportQueueException(string reason, Exception inner) : Exception(reason, inner);

/// <summary>The queue <c>import-requests</c>: takes requests, at once or after a delay, and says what waits in it.</summary>
internal sealed class ImportQueue(QueueClient queue, TimeProvider clock)
{
    /// <summary>The queue's name.</summary>
    public const string Name = "import-requests";

    /// <summary>Where the host moves messages that failed.</summary>
    public const string Poison = $"{Name}-poison";

    /// <summary>How long a request is tried again in all.</summary>
    public static readonly TimeSpan MostPatience = TimeSpan.FromDays(1);

    // A message must be seen before it expires: https://learn.microsoft.com/rest/api/storageservices/put-message
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(6);

    // A run takes seconds to a minute; who waits for it should not come late, nor ask all the time.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);

    // Another version of the app is mostly there within a minute or two.
    private static readonly TimeSpan LaterVersion = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(15);

    /// <summary>Puts a request into the queue; when this returns, it is there.</summary>
    /// <exception cref="ImportQueueException">The queue did not take it.</exception>
    public Task EnqueueAsync(ReconcileRequest request, CancellationToken cancellationToken) =>
        SendAsync(new ImportMessage(request), null, cancellationToken);

    /// <summary>
    /// Puts the request of <paramref name="message"/> into the queue again, to be seen after a delay that doubles each time.
    /// </summary>
    /// <returns>When it will be seen; null when a day is over, and nothing was enqueued.</returns>
    /// <exception cref="ImportQueueException">The queue did not take it.</exception>
    public async Task<DateTimeOffset?> EnqueueAgainAsync(ImportMessage message, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var first = message.FirstEnqueuedAt ?? message.Request.ReceivedAt ?? now;
        var delay = DelayAfter(message.Attempt);
        if (now + delay > first + MostPatience)
        {
            return null;
        }

        await SendAsync(message with { Attempt = message.Attempt + 1, FirstEnqueuedAt = first }, delay, cancellationToken);
        return now + delay;
    }

    /// <summary>How long to wait after an attempt: 30 s, a minute, two, … a quarter of an hour.</summary>
    public static TimeSpan DelayAfter(int attempt)
    {
        var doublings = Math.Clamp(attempt - 1, 0, 10);
        return FirstDelay * Math.Pow(2, doublings) is var delay && delay < LongestDelay ? delay : LongestDelay;
    }

    /// <summary>Puts a message whose turn has not come back as it is: it waits for a moment, and that is no attempt.</summary>
    /// <exception cref="ImportQueueException">The queue did not take it.</exception>
    public Task PutBackAsync(ImportMessage message, CancellationToken cancellationToken) => SendAsync(message, Turn, cancellationToken);

    /// <summary>Puts a message that a later version wrote back for it as it is, for a day after it was first enqueued.</summary>
    /// <returns>False when the day is over or not known, and nothing was enqueued.</returns>
    /// <exception cref="ImportQueueException">The queue did not take it.</exception>
    public async Task<bool> PutBackAsync(LaterMessage message, CancellationToken cancellationToken)
    {
        if (message.Since is not { } since || (clock.GetUtcNow() - since is var age && (age >= MostPatience || age < -MostPatience)))
        {
            return false;
        }

        await SendAsync(message.Text, LaterVersion, cancellationToken);
        return true;
    }

    /// <summary>Puts a request into the queue that is to be seen at a moment.</summary>
    /// <returns>False when that is further off than a message lives.</returns>
    /// <exception cref="ImportQueueException">The queue did not take it.</exception>
    public async Task<bool> EnqueueForAsync(ReconcileRequest request, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var delay = moment - clock.GetUtcNow();
        if (delay > LongestSleep)
        {
            return false;
        }

        await SendAsync(new ImportMessage(request), delay > TimeSpan.Zero ? delay : null, cancellationToken);
        return true;
    }

    private Task SendAsync(ImportMessage message, TimeSpan? delay, CancellationToken cancellationToken) =>
        SendAsync(message.Write(), delay, cancellationToken);

    private async Task SendAsync(string text, TimeSpan? delay, CancellationToken cancellationToken)
    {
        try
        {
            await queue.SendMessageAsync(text, delay, null, cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == "QueueNotFound")
        {
            await CreateAndSendAsync(text, delay, cancellationToken);
        }
        catch (Exception fault) when (IsAway(fault))
        {
            throw Unsent(fault);
        }
    }

    private async Task CreateAndSendAsync(string text, TimeSpan? delay, CancellationToken cancellationToken)
    {
        try
        {
            await queue.CreateIfNotExistsAsync(null, cancellationToken);
            await queue.SendMessageAsync(text, delay, null, cancellationToken);
        }
        catch (Exception fault) when (IsAway(fault))
        {
            throw Unsent(fault);
        }
    }

    private static bool IsAway(Exception fault) =>
        fault is RequestFailedException or AuthenticationFailedException or AggregateException or IOException;

    private static ImportQueueException Unsent(Exception fault) =>
        new(
            fault is RequestFailedException { Status: > 0 } refused
                ? $"The queue {Name} answered {refused.Status} {refused.ErrorCode}; the request was not enqueued. Try again."
                : $"The queue {Name} cannot be reached ({fault.GetType().Name}); the request was not enqueued. Try again.",
            fault
        );
}
