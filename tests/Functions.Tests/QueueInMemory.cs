using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Functions.Tests;

/// <summary>A queue in memory behind the SDK's client; can be told to be away.</summary>
internal sealed class QueueInMemory : QueueClient
{
    private readonly List<(string Text, TimeSpan? Delay)> _messages = [];

    public bool IsAway { get; set; }

    /// <summary>Every message that was ever sent, with its delay.</summary>
    public List<(string Text, TimeSpan? Delay)> Sent { get; } = [];

    /// <summary>Takes a message out, as the host does when it hands it to a function.</summary>
    public void Take(string text)
    {
        lock (_messages)
        {
            _messages.RemoveAll(message => message.Text == text);
        }
    }

    public override Task<Response<SendReceipt>> SendMessageAsync(
        string messageText, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        ThrowIfAway();
        lock (_messages)
        {
            _messages.Add((messageText, visibilityTimeout));
            Sent.Add((messageText, visibilityTimeout));
        }

        return Task.FromResult(Response.FromValue(QueuesModelFactory.SendReceipt("id", default, default, "receipt", default), null!));
    }

    public override Task<Response<PeekedMessage[]>> PeekMessagesAsync(int? maxMessages = null, CancellationToken cancellationToken = default)
    {
        ThrowIfAway();
        lock (_messages)
        {
            PeekedMessage[] seen =
            [
                .. _messages.Where(message => message.Delay is null).Take(maxMessages ?? 1)
                    .Select(message => QueuesModelFactory.PeekedMessage("id", message.Text, 0)),
            ];
            return Task.FromResult(Response.FromValue(seen, null!));
        }
    }

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new RequestFailedException(503, "away", "ServerBusy", null);
        }
    }
}
