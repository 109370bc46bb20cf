using System.Security.Cryptography;

namespace LocalAzure.Queue;

/// <summary>
/// The storage queues. Messages live in memory and as one file each under the data folder, so that the next LocalAzure with the
/// same folder goes on where this one stopped. The queue endpoint and the functions host's triggers share it.
/// https://learn.microsoft.com/azure/storage/queues/storage-queues-introduction
/// </summary>
internal sealed class QueueStore
{
    /// <summary>https://learn.microsoft.com/rest/api/storageservices/put-message: seven days by default.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>64 KiB as stored, see https://learn.microsoft.com/rest/api/storageservices/put-message</summary>
    public const int LargestText = 64 * 1024;

    // The host hides a message for ten minutes and renews that while the function runs. If the host itself dies, nobody
    // renews: the message comes back after that time.
    // https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/Shared/Queues/QueueListener.cs
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, QueueMessage>> _queues;
    private readonly HashSet<string> _inWork = new(StringComparer.Ordinal);
    private readonly QueueFiles _files;
    private readonly TimeProvider _clock;
    private long _sequence;

    public QueueStore(string folder, TimeProvider clock)
    {
        (_files, _clock) = (new QueueFiles(folder), clock);
        _queues = _files.ReadAll();
        _sequence = _queues.Values.SelectMany(queue => queue.Values).Select(message => message.Sequence).DefaultIfEmpty().Max();
    }

    /// <summary>The queues' names, in order.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _queues.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    public bool Has(string queue)
    {
        lock (_gate)
        {
            return _queues.ContainsKey(queue);
        }
    }

    /// <summary>Makes the queue; false when it is there.</summary>
    public bool Create(string queue)
    {
        lock (_gate)
        {
            _files.Create(queue);
            return _queues.TryAdd(queue, []);
        }
    }

    /// <summary>False when there is no such queue.</summary>
    public bool Delete(string queue)
    {
        lock (_gate)
        {
            if (!_queues.Remove(queue))
            {
                return false;
            }

            _files.Delete(queue);
            return true;
        }
    }

    /// <summary>Puts a message in; it makes the queue if it is not there.</summary>
    public QueueMessage Add(string queue, string text, TimeSpan hidden, TimeSpan lifetime)
    {
        var now = _clock.GetUtcNow();
        lock (_gate)
        {
            Create(queue);
            return Keep(
                queue,
                new QueueMessage
                {
                    Id = Guid.NewGuid().ToString(),
                    Text = text,
                    Sequence = ++_sequence,
                    InsertionTime = now,
                    ExpirationTime = lifetime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : now + lifetime,
                    NextVisibleTime = now + hidden,
                    PopReceipt = NewReceipt(),
                }
            );
        }
    }

    /// <summary>Fetches up to so many visible messages, oldest first; they are hidden so long.</summary>
    public IReadOnlyList<QueueMessage> Take(string queue, int most, TimeSpan hidden)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            return
            [
                .. Visible(queue, now, most)
                    .Select(message =>
                        Keep(
                            queue,
                            message with
                            {
                                DequeueCount = message.DequeueCount + 1,
                                NextVisibleTime = now + hidden,
                                PopReceipt = NewReceipt(),
                            }
                        )
                    ),
            ];
        }
    }

    /// <summary>The same for the functions host: they stay hidden while they are in work.</summary>
    public IReadOnlyList<QueueMessage> TakeForWork(string queue, int most)
    {
        lock (_gate)
        {
            var taken = Take(queue, most, Lease);
            _inWork.UnionWith(taken.Select(message => message.Id));
            return taken;
        }
    }

    /// <summary>Looks at up to so many visible messages and leaves them as they are.</summary>
    public IReadOnlyList<QueueMessage> Peek(string queue, int most)
    {
        lock (_gate)
        {
            return Visible(queue, _clock.GetUtcNow(), most);
        }
    }

    /// <summary>
    /// Hides a message anew and may change its text; null when it is not there, the message as it is when the receipt is an old one.
    /// </summary>
    public QueueMessage? Update(string queue, string id, string receipt, string? text, TimeSpan hidden)
    {
        lock (_gate)
        {
            return Find(queue, id) is not { } message || message.PopReceipt != receipt
                ? Find(queue, id)
                : Keep(
                    queue,
                    message with
                    {
                        Text = text ?? message.Text,
                        NextVisibleTime = _clock.GetUtcNow() + hidden,
                        PopReceipt = NewReceipt(),
                    }
                );
        }
    }

    public QueueMessage? Find(string queue, string id)
    {
        lock (_gate)
        {
            return _queues.GetValueOrDefault(queue)?.GetValueOrDefault(id);
        }
    }

    /// <summary>The message is done with.</summary>
    public void Delete(string queue, QueueMessage message)
    {
        lock (_gate)
        {
            _inWork.Remove(message.Id);
            Drop(queue, message.Id);
        }
    }

    public void Clear(string queue)
    {
        lock (_gate)
        {
            foreach (var id in Messages(queue).Select(message => message.Id).ToList())
            {
                Drop(queue, id);
            }
        }
    }

    /// <summary>The host's try failed: the message shows up again after the delay.</summary>
    public void Release(string queue, QueueMessage message, TimeSpan delay)
    {
        lock (_gate)
        {
            _inWork.Remove(message.Id);
            if (Find(queue, message.Id) is not null)
            {
                Keep(queue, message with { NextVisibleTime = _clock.GetUtcNow() + delay });
            }
        }
    }

    /// <summary>Per queue, how many messages can be seen and how many are hidden.</summary>
    public IReadOnlyDictionary<string, QueueCount> Counts()
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            return _queues.ToDictionary(
                queue => queue.Key,
                queue => new QueueCount
                {
                    Visible = queue.Value.Values.Count(message => IsVisible(message, now)),
                    Invisible = queue.Value.Values.Count(message => !IsVisible(message, now)),
                    InWork = queue.Value.Keys.Count(_inWork.Contains),
                }
            );
        }
    }

    private List<QueueMessage> Visible(string queue, DateTimeOffset now, int most)
    {
        foreach (var message in Messages(queue).Where(message => message.ExpirationTime <= now && !_inWork.Contains(message.Id)).ToList())
        {
            Drop(queue, message.Id);
        }

        return [.. Messages(queue).Where(message => IsVisible(message, now)).OrderBy(message => message.Sequence).Take(most)];
    }

    private bool IsVisible(QueueMessage message, DateTimeOffset now) => message.NextVisibleTime <= now && !_inWork.Contains(message.Id);

    private IEnumerable<QueueMessage> Messages(string queue) =>
        _queues.GetValueOrDefault(queue)?.Values ?? Enumerable.Empty<QueueMessage>();

    private QueueMessage Keep(string queue, QueueMessage message)
    {
        _queues[queue][message.Id] = message;
        _files.Write(queue, message);
        return message;
    }

    private void Drop(string queue, string id)
    {
        if (_queues.GetValueOrDefault(queue)?.Remove(id) == true)
        {
            _files.Delete(queue, id);
        }
    }

    private static string NewReceipt() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(12));
}
