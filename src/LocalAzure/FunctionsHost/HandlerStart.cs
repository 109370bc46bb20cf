namespace LocalAzure.FunctionsHost;

/// <summary>What one start of the handler needs to know.</summary>
internal sealed record HandlerStart
{
    public required HandlerDescription Description { get; init; }

    /// <summary>The loopback port the handler must listen on; the same over all starts of one host.</summary>
    public required int Port { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>How long it may take to its first answer.</summary>
    public required TimeSpan InitializationTimeout { get; init; }

    /// <summary>Gets each line the handler writes; true for those on stderr.</summary>
    public required Action<string, bool> OnLine { get; init; }
}
