using System.Text;
using LocalAzure.Queue;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The queues as the host's storage extension uses them: messages encoded as host.json says, calls repeated when storage fails.
/// The faults of surface <c>queue</c> hit these calls as they hit those of the queue endpoint.
/// </summary>
internal sealed class HostQueues(QueueStore store, Cloud cloud, bool base64)
{
    // The storage client repeats a call five times, 0.8 s apart at first and doubling (measured: a call fails after 25 s).
    private const int Retries = 5;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.8);

    public void Create(string queue) => store.Create(queue);

    /// <summary>Puts a message in.</summary>
    /// <exception cref="InvocationFailedException">Storage is away, or the message is larger than the service takes.</exception>
    public async Task AddAsync(string queue, byte[] body, CancellationToken cancellationToken)
    {
        await UntilThereAsync("POST", $"/{queue}/messages", cancellationToken);
        Add(queue, body);
    }

    /// <exception cref="InvocationFailedException">The message is larger than the service takes.</exception>
    public void Add(string queue, byte[] body)
    {
        var text = base64 ? Convert.ToBase64String(body) : Encoding.UTF8.GetString(body);
        if (text.Length > QueueStore.LargestText)
        {
            throw new InvocationFailedException(
                $"RequestBodyTooLarge: a message for '{queue}' has {text.Length} bytes as stored; the service takes {QueueStore.LargestText}."
            );
        }

        store.Add(queue, text, TimeSpan.Zero, QueueStore.Lifetime);
    }

    /// <summary>Fetches messages for work.</summary>
    /// <exception cref="InvocationFailedException">Storage is away.</exception>
    public async Task<IReadOnlyList<QueueMessage>> TakeAsync(string queue, int most, CancellationToken cancellationToken)
    {
        await UntilThereAsync("GET", $"/{queue}/messages", cancellationToken);
        return store.TakeForWork(queue, most);
    }

    public void Delete(string queue, QueueMessage message) => store.Delete(queue, message);

    public void Release(string queue, QueueMessage message, TimeSpan delay) => store.Release(queue, message, delay);

    /// <summary>The message's bytes; null when its text is not of the encoding that host.json names.</summary>
    public byte[]? Decode(QueueMessage message)
    {
        if (!base64)
        {
            return Encoding.UTF8.GetBytes(message.Text);
        }

        var bytes = new byte[message.Text.Length];
        return Convert.TryFromBase64String(message.Text, bytes, out var length) ? bytes[..length] : null;
    }

    public IReadOnlyDictionary<string, QueueCount> Counts() => store.Counts();

    private async Task UntilThereAsync(string method, string path, CancellationToken cancellationToken)
    {
        for (var attempt = 0; cloud.Faults.Take("queue", method, path) is { } fault; attempt++)
        {
            if (fault is { Status: null, Drop: null })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs ?? 0), cloud.Clock, cancellationToken);
                return;
            }

            if (attempt == Retries)
            {
                throw new InvocationFailedException(
                    $"Storage is away: {method} {path} was answered {(fault.Status is { } status ? $"{status}" : "nothing")} {Retries + 1} times."
                );
            }

            await Task.Delay(FirstDelay * (1 << attempt), cloud.Clock, cancellationToken);
        }
    }
}
