namespace LocalAzure.Queue;

/// <summary>A message in a queue, as one file under the data folder keeps it.</summary>
internal sealed record QueueMessage
{
    /// <summary>The service's id of the message; the same over all tries. Empty for a firing by hand.</summary>
    public required string Id { get; init; }

    /// <summary>The text as the sender stored it; base64 where the sender encodes.</summary>
    public required string Text { get; init; }

    /// <summary>Grows by one with each message put into the queue store; keeps the order of arrival.</summary>
    public long Sequence { get; init; }

    public required DateTimeOffset InsertionTime { get; init; }

    public required DateTimeOffset ExpirationTime { get; init; }

    public required DateTimeOffset NextVisibleTime { get; init; }

    public long DequeueCount { get; init; }

    /// <summary>New at each fetch and update.</summary>
    public string PopReceipt { get; init; } = "";
}

/// <summary>How many messages a queue holds.</summary>
internal sealed record QueueCount
{
    public required int Visible { get; init; }

    /// <summary>In work, or waiting for their next try.</summary>
    public required int Invisible { get; init; }

    /// <summary>Of the invisible ones, those that an instance works on; the others wait for their next try.</summary>
    public required int InWork { get; init; }
}
