using System.Diagnostics.CodeAnalysis;
using System.Text;
using LocalAzure.Queue;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Feeds one queue function by host.json's settings: looks at the queue, fetches up to <c>batchSize</c> messages whenever no more than
/// <c>newBatchThreshold</c> are in work, and looks ever more seldom at an idle one; what fails too often goes to the poison queue.
/// A message that an output binding of the same host put in waits for the next look like any other (measured).
/// https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/Shared/Queues/QueueListener.cs
/// </summary>
internal sealed class QueueListener(FunctionDefinition function, QueueSettings settings, Invoker invoker, InvokerTools tools)
    : IHostListener
{
    /// <summary>Queues of this name have no poison queue of their own: a failed message just stays hidden for a while.</summary>
    public const string PoisonSuffix = "-poison";

    private static readonly TimeSpan PoisonQueueDelay = TimeSpan.FromMinutes(10);

    private readonly string _queue = function.Trigger.Text("queueName")!;
    private readonly PollingDelay _delay = new(settings.MaxPollingInterval);
    private readonly List<Task> _inWork = [];
    private CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        _stop = new CancellationTokenSource();
        _loop = LoopAsync(_stop.Token);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Task.WhenAll(_inWork);
        _stop.Dispose();
    }

    private async Task LoopAsync(CancellationToken stop)
    {
        var foundSome = true;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _inWork.RemoveAll(work => work.IsCompleted);
                var messages = await tools.Queues.TakeAsync(_queue, settings.BatchSize, stop);
                _inWork.AddRange(messages.Select(message => Task.Run(() => WorkAsync(message), CancellationToken.None)));
                if (messages.Count > 0)
                {
                    foundSome = true;
                    await RoomAsync(stop);
                    continue;
                }
            }
            catch (InvocationFailedException away)
            {
                tools.Log.OfHost($"Queue '{_queue}': {away.Message}");
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(_delay.Next(foundSome), tools.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foundSome = false;
        }
    }

    private async Task RoomAsync(CancellationToken stop)
    {
        while (_inWork.Count > settings.NewBatchThreshold)
        {
            await Task.WhenAny(_inWork).WaitAsync(stop);
            _inWork.RemoveAll(work => work.IsCompleted);
        }
    }

    private async Task WorkAsync(QueueMessage message)
    {
        if (tools.Queues.Decode(message) is not { } body)
        {
            tools.Log.OfHost(
                $"A message in '{_queue}' is not base64, which host.json's messageEncoding asks for. Moving message to queue '{_queue}{PoisonSuffix}'."
            );
            tools.Queues.Add(_queue + PoisonSuffix, Encoding.UTF8.GetBytes(message.Text));
            tools.Queues.Delete(_queue, message);
            return;
        }

        var result = await InvokeAsync(message, body);
        if (result.IsSuccess)
        {
            tools.Queues.Delete(_queue, message);
        }
        else if (!tools.Stopped.IsCancellationRequested)
        {
            // A host that stops leaves the message locked: it comes back when its ten minutes are over.
            Fail(message, body);
        }
    }

    // A host that stops lets what runs end by itself, and does not begin what was only fetched.
    private async Task<InvocationResult> InvokeAsync(QueueMessage message, byte[] body)
    {
        try
        {
            return await invoker.InvokeAsync(QueueInvocation.Of(function, message, body), CancellationToken.None);
        }
        catch (DecoderFallbackException problem)
        {
            return InvocationResult.Failure($"Exception binding parameter '{function.Trigger.Name}': {problem.Message}");
        }
    }

    private void Fail(QueueMessage message, byte[] body)
    {
        if (_queue.EndsWith(PoisonSuffix, StringComparison.Ordinal))
        {
            tools.Queues.Release(_queue, message, PoisonQueueDelay);
        }
        else if (message.DequeueCount < settings.MaxDequeueCount)
        {
            tools.Queues.Release(_queue, message, settings.VisibilityTimeout);
        }
        else
        {
            tools.Log.OfHost(
                $"Message has reached MaxDequeueCount of {settings.MaxDequeueCount}. Moving message to queue '{_queue}{PoisonSuffix}'."
            );
            tools.Queues.Add(_queue + PoisonSuffix, body);
            tools.Queues.Delete(_queue, message);
        }
    }
}

/// <summary>What starts invocations by itself: it can be stopped (draining) and started again.</summary>
internal interface IHostListener : IAsyncDisposable
{
    void Start();

    /// <summary>Starts nothing more; what runs goes on.</summary>
    Task StopAsync();
}

/// <summary>
/// The time until the next look at a queue: 100 ms after messages were found, then growing at random by doubling steps up to the
/// longest.
/// https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/Shared/Timers/RandomizedExponentialBackoffStrategy.cs
/// </summary>
internal sealed class PollingDelay(TimeSpan longest)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private TimeSpan _current = Shortest;
    private int _idle;

    [SuppressMessage("Security", "CA5394", Justification = "A delay, not a secret.")]
    public TimeSpan Next(bool foundSome)
    {
        if (foundSome)
        {
            (_current, _idle) = (Shortest, 0);
            return Least(_current);
        }

        if (_current < longest)
        {
            var step = Shortest * (0.8 + (0.4 * Random.Shared.NextDouble())) * Math.Pow(2, Math.Min(_idle++, 30));
            _current = Least(Shortest + step);
        }

        return _current;
    }

    private TimeSpan Least(TimeSpan wanted) => wanted < longest ? wanted : longest;
}
