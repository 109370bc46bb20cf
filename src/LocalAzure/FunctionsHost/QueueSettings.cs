namespace LocalAzure.FunctionsHost;

/// <summary>
/// <c>extensions.queues</c> of host.json, one set for all queue functions.
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#hostjson-settings
/// </summary>
internal sealed record QueueSettings
{
    /// <summary>Messages fetched at once, 1 to 32.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The next batch is fetched when no more than this many messages are in work.</summary>
    public required int NewBatchThreshold { get; init; }

    /// <summary>After this many failed tries a message goes to the poison queue.</summary>
    public required int MaxDequeueCount { get; init; }

    /// <summary>How long a failed message stays hidden before its next try.</summary>
    public required TimeSpan VisibilityTimeout { get; init; }

    /// <summary>The longest time between two looks at an idle queue.</summary>
    public required TimeSpan MaxPollingInterval { get; init; }

    /// <summary>Whether messages are stored as base64 (the default) or as plain text.</summary>
    public required bool Base64 { get; init; }
}
