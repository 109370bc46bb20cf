namespace LocalAzure.FunctionsHost;

/// <summary>How many messages a queue holds.</summary>
internal sealed record QueueCount
{
    public required int Visible { get; init; }

    /// <summary>In work, or waiting for their next try.</summary>
    public required int Invisible { get; init; }

    /// <summary>Of the invisible ones, those that an instance works on; the others wait for their next try.</summary>
    public required int InWork { get; init; }
}
