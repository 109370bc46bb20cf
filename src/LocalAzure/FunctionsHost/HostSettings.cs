namespace LocalAzure.FunctionsHost;

/// <summary>What host.json says, with its defaults filled in.</summary>
internal sealed record HostSettings
{
    /// <summary>An invocation that runs longer is cancelled and fails, and the worker is ended and started again.</summary>
    public required TimeSpan FunctionTimeout { get; init; }

    /// <summary>First path segment of every HTTP function; may be empty.</summary>
    public required string RoutePrefix { get; init; }

    public required QueueSettings Queues { get; init; }
}
