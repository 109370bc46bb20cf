using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Event Grid firings: JSON, one event for each firing, or with cardinality <c>many</c> all events of a delivery as one array. Dates in
/// the events are written anew in UTC, as the extension of version 3.3.0 does.
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-grid-trigger
/// </summary>
internal static class EventGridInvocation
{
    public static bool TakesMany(FunctionDefinition function) =>
        string.Equals(function.Trigger.Text("cardinality"), "many", StringComparison.OrdinalIgnoreCase);

    public static IEnumerable<Invocation> Of(FunctionDefinition function, IReadOnlyList<JsonObject> events) =>
        TakesMany(function) ? [Many(function, events)] : events.Select(json => One(function, json));

    public static Invocation One(FunctionDefinition function, JsonObject json) =>
        new()
        {
            Function = function,
            Input = TypedValue.Of(HostEncoding.WithUtcDates(json)),
            Metadata = new BindingData().With("data", HostEncoding.WithUtcDates(json["data"])),
        };

    private static Invocation Many(FunctionDefinition function, IReadOnlyList<JsonObject> events) =>
        new()
        {
            Function = function,
            Input = TypedValue.Of(new JsonArray([.. events.Select(HostEncoding.WithUtcDates)])),
            Metadata = new BindingData().With("data", new JsonArray([.. events.Select(json => HostEncoding.WithUtcDates(json["data"]))])),
        };
}
