using System.Text.Json.Nodes;

namespace Infra.Tests;

/// <summary>The functions of the app with their triggers: as the worker's build lists them.</summary>
internal static class FunctionList
{
    private static readonly Lazy<IReadOnlyList<(string Function, JsonNode Trigger)>> Found = new(() => [.. Metadata()]);

    /// <summary>Each function with its trigger, such as <c>queueTrigger</c>.</summary>
    public static IReadOnlyDictionary<string, string> Triggers() =>
        Found.Value.ToDictionary(one => one.Function, one => (string)one.Trigger["type"]!);

    /// <summary>The app settings that hold the timers' schedules.</summary>
    public static IReadOnlySet<string> Schedules() => Details("schedule").Select(name => name.Trim('%')).ToHashSet(StringComparer.Ordinal);

    /// <summary>The queues that functions wait on.</summary>
    public static IReadOnlySet<string> Queues() => Details("queueName").ToHashSet(StringComparer.Ordinal);

    /// <summary>The operations whose events the app takes, as its code names them.</summary>
    public static IReadOnlySet<string> Operations() => InfraFiles.All(Events(), "\"(Microsoft\\.[\\w/]+\\w+/(?:write|delete|action))\"");

    /// <summary>The types of events that it takes.</summary>
    public static IReadOnlySet<string> EventTypes() => InfraFiles.All(Events(), "\"(Microsoft\\.Resources\\.Resource\\w+)\"");

    private static string Events() =>
        string.Join('\n', Directory.EnumerateFiles(Path.Combine(InfraFiles.Root, "src/Functions/Events"), "*.cs").Select(File.ReadAllText));

    private static IEnumerable<string> Details(string name) => Found.Value.Select(one => (string?)one.Trigger[name]).OfType<string>();

    private static IEnumerable<(string Function, JsonNode Trigger)> Metadata() =>
        JsonNode
            .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "functions.metadata")))!
            .AsArray()
            .Select(function => ((string)function!["name"]!, Trigger(function)));

    private static JsonNode Trigger(JsonNode function) =>
        function["bindings"]!.AsArray().First(binding => ((string)binding!["type"]!).EndsWith("Trigger", StringComparison.Ordinal))!;
}
