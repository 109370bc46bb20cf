using System.Security.Cryptography;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The storage queues of the app. Messages live in memory and as one file each under the data folder, so that the
/// next LocalAzure with the same folder goes on where this one stopped.
/// https://learn.microsoft.com/azure/storage/queues/storage-queues-introduction
/// </summary>
internal sealed class QueueStore
{
    // https://learn.microsoft.com/rest/api/storageservices/put-message: seven days by default, 64 KiB as stored.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const int LargestStored = 64 * 1024;

    // A fetched message is hidden for ten minutes, renewed while the function runs. If the host itself dies, nobody
    // renews: it comes back after that time.
    // https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/Shared/Queues/QueueListener.cs
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, QueueMessage>> _queues;
    private readonly HashSet<string> _inWork = new(StringComparer.Ordinal);
    private readonly QueueFiles _files;
    private readonly TimeProvider _clock;
    private readonly bool _base64;
    private long _sequence;

    public QueueStore(string folder, TimeProvider clock, bool base64)
    {
        (_files, _clock, _base64) = (new QueueFiles(folder), clock, base64);
        _queues = _files.ReadAll();
        _sequence = _queues.Values.SelectMany(queue => queue.Values).Select(message => message.Sequence).DefaultIfEmpty().Max();
    }

    /// <summary>Raised when a message may have become visible.</summary>
    public event EventHandler? Changed;

    /// <summary>Makes the queue, if it is not there.</summary>
    public void Create(string queue)
    {
        lock (_gate)
        {
            _queues.TryAdd(queue, []);
        }
    }

    /// <exception cref="InvocationFailedException">The message is larger than the service takes.</exception>
    public void Add(string queue, byte[] body)
    {
        var stored = _base64 ? (body.Length + 2) / 3 * 4 : body.Length;
        if (stored > LargestStored)
        {
            throw new InvocationFailedException($"RequestBodyTooLarge: a message for '{queue}' has {stored} bytes as stored; the service takes {LargestStored}.");
        }

        var now = _clock.GetUtcNow();
        lock (_gate)
        {
            var message = new QueueMessage
            {
                Id = Guid.NewGuid().ToString(),
                Body = body,
                Sequence = ++_sequence,
                InsertionTime = now,
                ExpirationTime = now + Lifetime,
                NextVisibleTime = now,
            };
            Keep(queue, message);
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Fetches up to so many visible messages, oldest first; they stay hidden while they are in work.</summary>
    public IReadOnlyList<QueueMessage> Take(string queue, int most)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            Expire(queue, now);
            var taken = Messages(queue)
                .Where(message => IsVisible(message, now))
                .OrderBy(message => message.Sequence)
                .Take(most)
                .Select(message => message with
                {
                    DequeueCount = message.DequeueCount + 1,
                    NextVisibleTime = now + Lease,
                    PopReceipt = Convert.ToBase64String(RandomNumberGenerator.GetBytes(12)),
                })
                .ToList();
            foreach (var message in taken)
            {
                _inWork.Add(message.Id);
                Keep(queue, message);
            }

            return taken;
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

    /// <summary>The try failed: the message shows up again after the delay.</summary>
    public void Release(string queue, QueueMessage message, TimeSpan delay)
    {
        lock (_gate)
        {
            _inWork.Remove(message.Id);
            Keep(queue, message with { NextVisibleTime = _clock.GetUtcNow() + delay });
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>When the next hidden message that nobody works on shows up; null when there is none.</summary>
    public DateTimeOffset? NextVisible(string queue)
    {
        lock (_gate)
        {
            return Messages(queue).Where(message => !_inWork.Contains(message.Id)).Min(message => (DateTimeOffset?)message.NextVisibleTime);
        }
    }

    /// <summary>Per queue, how many messages can be seen and how many are hidden.</summary>
    public IReadOnlyDictionary<string, QueueCount> Counts()
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            return _queues.ToDictionary(queue => queue.Key, queue => new QueueCount
            {
                Visible = queue.Value.Values.Count(message => IsVisible(message, now)),
                Invisible = queue.Value.Values.Count(message => !IsVisible(message, now)),
                InWork = queue.Value.Keys.Count(_inWork.Contains),
            });
        }
    }

    private bool IsVisible(QueueMessage message, DateTimeOffset now) => message.NextVisibleTime <= now && !_inWork.Contains(message.Id);

    private IEnumerable<QueueMessage> Messages(string queue) => _queues.GetValueOrDefault(queue)?.Values ?? Enumerable.Empty<QueueMessage>();

    private void Expire(string queue, DateTimeOffset now)
    {
        foreach (var message in Messages(queue).Where(message => message.ExpirationTime <= now && !_inWork.Contains(message.Id)).ToList())
        {
            Drop(queue, message.Id);
        }
    }

    private void Keep(string queue, QueueMessage message)
    {
        _queues.TryAdd(queue, []);
        _queues[queue][message.Id] = message;
        _files.Write(queue, message);
    }

    private void Drop(string queue, string id)
    {
        _queues[queue].Remove(id);
        _files.Delete(queue, id);
    }
}
