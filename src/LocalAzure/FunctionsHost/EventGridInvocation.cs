using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Event Grid firings: one object per event, or with cardinality <c>many</c> all events as one string that holds a
/// JSON array. The event is passed on as the sender wrote it.
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-grid-trigger
/// </summary>
internal static class EventGridInvocation
{
    public static bool TakesMany(FunctionDefinition function) => function.Trigger.Text("cardinality") is "many";

    public static IEnumerable<Invocation> Of(FunctionDefinition function, IReadOnlyList<JsonObject> events) =>
        TakesMany(function) ? [Many(function, events)] : events.Select(json => One(function, json));

    public static Invocation One(FunctionDefinition function, JsonObject json) => new()
    {
        Function = function,
        Data = new JsonObject { [function.Trigger.Name] = json.DeepClone() },
        Metadata = new BindingData().With("data", json["data"]),
    };

    private static Invocation Many(FunctionDefinition function, IReadOnlyList<JsonObject> events) => new()
    {
        Function = function,
        Data = new JsonObject { [function.Trigger.Name] = HostEncoding.Encode(new JsonArray([.. events.Select(json => json.DeepClone())])) },
        Metadata = new BindingData().With("data", new JsonArray([.. events.Select(json => json["data"]?.DeepClone())])),
    };
}
