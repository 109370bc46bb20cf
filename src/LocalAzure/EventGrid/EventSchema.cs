using System.Text.Json.Nodes;

namespace LocalAzure.EventGrid;

/// <summary>The two delivery schemas of an event subscription and how each goes over the wire.</summary>
internal static class EventSchema
{
    public const string EventGrid = "EventGridSchema";

    public const string CloudEvents = "CloudEventSchemaV1_0";

    // https://learn.microsoft.com/azure/event-grid/cloud-event-schema
    public static string ContentType(string schema) =>
        schema == CloudEvents ? "application/cloudevents+json; charset=utf-8" : "application/json; charset=utf-8";

    /// <summary>An array of one in the Event Grid schema, the bare object as CloudEvent.</summary>
    public static string Body(string schema, JsonObject json) =>
        schema == CloudEvents ? CloudEvent(json).ToJsonString() : new JsonArray(json.DeepClone()).ToJsonString();

    private static JsonObject CloudEvent(JsonObject json) =>
        new()
        {
            ["specversion"] = "1.0",
            ["id"] = json["id"]?.DeepClone(),
            ["source"] = json["topic"]?.DeepClone(),
            ["subject"] = json["subject"]?.DeepClone(),
            ["type"] = json["eventType"]?.DeepClone(),
            ["time"] = json["eventTime"]?.DeepClone(),
            ["data"] = json["data"]?.DeepClone(),
        };
}
