namespace LocalAzure.FunctionsHost;

/// <summary>What host.json says, with its defaults filled in.</summary>
internal sealed record HostSettings
{
    /// <summary>An invocation that runs longer fails, and the handler is killed and started again.</summary>
    public required TimeSpan FunctionTimeout { get; init; }

    public required HandlerDescription Handler { get; init; }

    /// <summary>How long the handler may take until it answers <c>GET /</c>.</summary>
    public required TimeSpan InitializationTimeout { get; init; }

    /// <summary>First path segment of every HTTP function; may be empty.</summary>
    public required string RoutePrefix { get; init; }

    public required QueueSettings Queues { get; init; }

    public required bool HasExtensionBundle { get; init; }
}
