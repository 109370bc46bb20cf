using System.Text.Json;
using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Functions.Input;

namespace Functions.Events;

/// <summary>What every event of a delivery has, from either schema; what its publisher says stands in <see cref="Data"/>.</summary>
internal sealed record EventEnvelope
{
    /// <summary>The event's id.</summary>
    public string? Id { get; init; }

    /// <summary>The event's type.</summary>
    public string? Type { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Who tells it: <c>topic</c> of the one schema, <c>source</c> of the other.</summary>
    public string? Source { get; init; }

    /// <summary>What it is about.</summary>
    public string? Subject { get; init; }

    /// <summary>What its publisher says; undefined when it says nothing that is JSON.</summary>
    public JsonElement Data { get; init; }

    /// <summary>
    /// The events of a delivery: one object or an array, in the Event Grid schema or as CloudEvents. What is no JSON holds none.
    /// </summary>
    public static IReadOnlyList<EventEnvelope> ReadAll(string? delivery)
    {
        if (delivery is null || !JsonText.TryParse(delivery, out var value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Read)] : [Read(value)];
    }

    /// <summary>Reads an event by Event Grid's own parsers; what they refuse has no type and is left alone.</summary>
    public static EventEnvelope Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return new();
        }

        try
        {
            return JsonText.Property(value, "specversion").ValueKind != JsonValueKind.Undefined
                ? Of(CloudEvent.Parse(BinaryData.FromString(value.GetRawText())))
                : Of(EventGridEvent.Parse(BinaryData.FromString(value.GetRawText())));
        }
        catch (Exception refused)
            when (refused is JsonException or ArgumentException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return new();
        }
    }

    private static EventEnvelope Of(EventGridEvent given) =>
        new()
        {
            Id = given.Id,
            Type = given.EventType,
            Time = given.EventTime,
            Source = given.Topic,
            Subject = given.Subject,
            Data = Fields(given.Data),
        };

    private static EventEnvelope Of(CloudEvent? given) =>
        given is null
            ? new()
            : new()
            {
                Id = given.Id,
                Type = given.Type,
                Time = given.Time,
                Source = given.Source,
                Subject = given.Subject,
                Data = Fields(given.Data),
            };

    private static JsonElement Fields(BinaryData? data) =>
        data is not null && JsonText.TryParse(data.ToString(), out var parsed) ? parsed : default;
}
