namespace LocalAzure.FunctionsHost;

/// <summary>The binding types that this stand-in drives; any other is refused at start by its name.</summary>
public static class HostBindings
{
    internal const string EventGridTrigger = "eventGridTrigger";
    internal const string Http = "http";
    internal const string HttpTrigger = "httpTrigger";
    internal const string Queue = "queue";
    internal const string QueueTrigger = "queueTrigger";
    internal const string TimerTrigger = "timerTrigger";

    /// <summary>Every simulated binding type.</summary>
    public static IReadOnlyList<string> Names { get; } = [EventGridTrigger, Http, HttpTrigger, Queue, QueueTrigger, TimerTrigger];

    // HTTP and timer are built into the host; the others come with the app.
    internal static string? ExtensionOf(string type) =>
        type switch
        {
            EventGridTrigger => "EventGrid",
            Queue or QueueTrigger => "AzureStorageQueues",
            _ => null,
        };

    internal static bool IsTrigger(string type) => type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase);

    internal static bool IsSimulated(string type) => Names.Contains(type, StringComparer.OrdinalIgnoreCase);
}
