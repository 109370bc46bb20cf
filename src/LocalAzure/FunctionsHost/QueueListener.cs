using System.Text;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Feeds one queue function by host.json's settings: fetches up to <c>batchSize</c> messages whenever no more than
/// <c>newBatchThreshold</c> are in work; what fails too often goes to the poison queue. The real listener polls an
/// idle queue ever more slowly (up to <c>maxPollingInterval</c>); this one is told of new messages at once.
/// https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/Shared/Queues/QueueProcessor.cs
/// </summary>
internal sealed class QueueListener(FunctionDefinition function, QueueSettings settings, Invoker invoker, InvokerTools tools) : IAsyncDisposable
{
    /// <summary>Queues of this name have no poison queue of their own: a failed message just stays hidden for a while.</summary>
    public const string PoisonSuffix = "-poison";

    private static readonly TimeSpan PoisonQueueDelay = TimeSpan.FromMinutes(10);

    private readonly string _queue = function.Trigger.Text("queueName")!;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _inWork = [];
    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        tools.Queues.Changed += Wake;
        _loop = LoopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        tools.Queues.Changed -= Wake;
        await _stop.CancelAsync();
        await _loop;
        await Task.WhenAll(_inWork);
        _stop.Dispose();
        _wake.Dispose();
    }

    private void Wake(object? sender, EventArgs nothing) => _wake.Release();

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                _inWork.RemoveWhere(work => work.IsCompleted);
                var room = _inWork.Count <= settings.NewBatchThreshold;
                foreach (var message in room ? tools.Queues.Take(_queue, settings.BatchSize) : [])
                {
                    _inWork.Add(Task.Run(() => WorkAsync(message)));
                }

                await WaitAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    // Until a message comes, one becomes visible, or work is done.
    private async Task WaitAsync()
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var waits = new List<Task>(_inWork) { _wake.WaitAsync(until.Token) };
        if (tools.Queues.NextVisible(_queue) is { } next && _inWork.Count <= settings.NewBatchThreshold)
        {
            var delay = next - tools.Clock.GetUtcNow();
            waits.Add(Task.Delay(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, tools.Clock, until.Token));
        }

        await Task.WhenAny(waits);
        await until.CancelAsync();
        _stop.Token.ThrowIfCancellationRequested();
    }

    private async Task WorkAsync(QueueMessage message)
    {
        var result = await InvokeAsync(message);
        if (result.IsSuccess)
        {
            tools.Queues.Delete(_queue, message);
        }
        else
        {
            Fail(message);
        }
    }

    private async Task<InvocationResult> InvokeAsync(QueueMessage message)
    {
        try
        {
            return await invoker.InvokeAsync(QueueInvocation.Of(function, message), _stop.Token);
        }
        catch (DecoderFallbackException problem)
        {
            return InvocationResult.Failure($"Exception binding parameter '{function.Trigger.Name}': {problem.Message}");
        }
    }

    private void Fail(QueueMessage message)
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
            tools.Log.OfHost($"Message has reached MaxDequeueCount of {settings.MaxDequeueCount}. Moving message to queue '{_queue}{PoisonSuffix}'.");
            tools.Queues.Add(_queue + PoisonSuffix, message.Body);
            tools.Queues.Delete(_queue, message);
        }
    }
}
