namespace LocalAzure.FunctionsHost;

/// <summary>The binding types of function.json that this stand-in drives; any other is refused at start by its name.</summary>
public static class HostBindings
{
    internal const string EventGridTrigger = "eventGridTrigger";
    internal const string Http = "http";
    internal const string HttpTrigger = "httpTrigger";
    internal const string Queue = "queue";
    internal const string QueueTrigger = "queueTrigger";
    internal const string TimerTrigger = "timerTrigger";

    /// <summary>Every simulated binding type, as function.json spells it.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [EventGridTrigger, Http, HttpTrigger, Queue, QueueTrigger, TimerTrigger];

    // HTTP and timer are built into the host; the others come with the extension bundle.
    // https://learn.microsoft.com/azure/azure-functions/extension-bundles
    internal static bool NeedsBundle(string type) => type is EventGridTrigger or Queue or QueueTrigger;

    internal static bool IsTrigger(string type) => type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase);

    internal static bool IsSimulated(string type) => Names.Contains(type, StringComparer.OrdinalIgnoreCase);
}
