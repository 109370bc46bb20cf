using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Functions.Tests;

/// <summary>A queue in memory behind the SDK's client; can be told to be away.</summary>
internal sealed class QueueInMemory : QueueClient
{
    public bool IsAway { get; set; }

    /// <summary>Every message that was ever sent, with its delay.</summary>
    public List<(string Text, TimeSpan? Delay)> Sent { get; } = [];

    public override Task<Response<SendReceipt>> SendMessageAsync(
        string messageText,
        TimeSpan? visibilityTimeout = null,
        TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default
    )
    {
        ThrowIfAway();
        lock (Sent)
        {
            Sent.Add((messageText, visibilityTimeout));
        }

        return Task.FromResult(Response.FromValue(QueuesModelFactory.SendReceipt("id", default, default, "receipt", default), null!));
    }

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new RequestFailedException(503, "away", "ServerBusy", null);
        }
    }
}
