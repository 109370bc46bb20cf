namespace Importer.Reports;

/// <summary>From the event to an API that answers.</summary>
public sealed record RunTiming
{
    /// <summary>When the event happened in Azure.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>When the request was taken in.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>When every test call of the run had answered well; null when one has not.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>Milliseconds from <see cref="EventTime"/> to <see cref="ReadyAt"/>.</summary>
    public long? EventToReadyMs { get; init; }
}
