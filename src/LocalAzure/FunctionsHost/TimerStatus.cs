namespace LocalAzure.FunctionsHost;

/// <summary>What the host remembers of a monitored timer, kept under the data folder.</summary>
internal sealed record TimerStatus
{
    /// <summary>The last run; the year 1 before the first.</summary>
    public DateTimeOffset Last { get; init; }

    public required DateTimeOffset Next { get; init; }

    public required DateTimeOffset LastUpdated { get; init; }
}
