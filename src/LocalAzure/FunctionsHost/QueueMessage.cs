namespace LocalAzure.FunctionsHost;

/// <summary>A message in a queue, as one file under the data folder keeps it.</summary>
internal sealed record QueueMessage
{
    /// <summary>The service's id of the message; the same over all tries. Empty for a firing by hand.</summary>
    public required string Id { get; init; }

    /// <summary>The message's bytes, transport encoding removed.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Grows by one with each message put into the queue store; keeps the order of arrival.</summary>
    public long Sequence { get; init; }

    public required DateTimeOffset InsertionTime { get; init; }

    public required DateTimeOffset ExpirationTime { get; init; }

    public required DateTimeOffset NextVisibleTime { get; init; }

    public long DequeueCount { get; init; }

    /// <summary>New at each fetch; empty before the first one.</summary>
    public string PopReceipt { get; init; } = "";
}
