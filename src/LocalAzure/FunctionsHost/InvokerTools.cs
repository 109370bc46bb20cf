using LocalAzure.Control;

namespace LocalAzure.FunctionsHost;

/// <summary>What every invocation writes to, and its limit.</summary>
internal sealed record InvokerTools
{
    public required TimeSpan FunctionTimeout { get; init; }

    public required QueueStore Queues { get; init; }

    public required HostLog Log { get; init; }

    public required Journal Journal { get; init; }

    public required TimeProvider Clock { get; init; }
}
