using Azure;
using Azure.Identity;
using Azure.Storage.Queues;
using Functions.Input;
using Importer.Runs;

namespace Functions.Queue;

/// <summary>The queue cannot be reached or did not take a message.</summary>
/// <param name="reason">A sentence that may be shown.</param>
/// <param name="inner">What went wrong underneath.</param>
internal sealed class ImportQueueException(string reason, Exception inner) : Exception(reason, inner);

/// <summary>The queue <c>import-requests</c>: takes requests, at once or after a delay, and says what waits in it.</summary>
internal sealed partial class ImportQueue(QueueClient queue, ScopeValidator scopes, TimeProvider clock, ILogger<ImportQueue> logger)
{
    /// <summary>The queue's name.</summary>
    public const string Name = "import-requests";

    /// <summary>Where the host moves messages that failed.</summary>
    public const string Poison = $"{Name}-poison";

    /// <summary>How long a request is tried again in all.</summary>
    public static readonly TimeSpan MostPatience = TimeSpan.FromDays(1);

    // As many as one call can show: https://learn.microsoft.com/rest/api/storageservices/peek-messages
    private const int MostPeeked = 32;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(15);

    /// <summary>Puts a request into the queue; when this returns, it is there.</summary>
    /// <exception cref="ImportQueueException">The queue did not take it.</exception>
    public Task EnqueueAsync(ReconcileRequest request, CancellationToken cancellationToken) =>
        SendAsync(new ImportMessage(request), null, cancellationToken);

    /// <summary>Puts the request of <paramref name="message"/> into the queue again, to be seen after a delay that doubles each time.</summary>
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

    /// <summary>Requests that wait at the front of the queue. A queue that does not say holds none: they then get runs of their own.</summary>
    public async Task<IReadOnlyList<ReconcileRequest>> PeekAsync(CancellationToken cancellationToken)
    {
        try
        {
            var waiting = await queue.PeekMessagesAsync(MostPeeked, cancellationToken);
            return [.. waiting.Value.Select(message => ImportMessage.Read(message.MessageText, scopes).Message?.Request).OfType<ReconcileRequest>()];
        }
        catch (Exception fault) when (IsAway(fault))
        {
            LogUnseen(fault.Message);
            return [];
        }
    }

    private async Task SendAsync(ImportMessage message, TimeSpan? delay, CancellationToken cancellationToken)
    {
        var text = message.Write();
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

    private static bool IsAway(Exception fault) => fault is RequestFailedException or AuthenticationFailedException or AggregateException or IOException;

    private static ImportQueueException Unsent(Exception fault) => new(
        fault is RequestFailedException { Status: > 0 } refused
            ? $"The queue {Name} answered {refused.Status} {refused.ErrorCode}; the request was not enqueued. Try again."
            : $"The queue {Name} cannot be reached ({fault.GetType().Name}); the request was not enqueued. Try again.",
        fault);

    [LoggerMessage(LogLevel.Warning, "The queue did not say what waits in it: {Reason}")]
    private partial void LogUnseen(string reason);
}
