namespace LocalAzure.FunctionsHost;

/// <summary>How the handler process is started: <c>customHandler.description</c>.</summary>
internal sealed record HandlerDescription
{
    /// <summary>A full path, or a name to be found on PATH.</summary>
    public required string Executable { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required string WorkingDirectory { get; init; }
}
