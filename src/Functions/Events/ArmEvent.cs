using System.Text.Json;
using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Functions.Input;

namespace Functions.Events;

/// <summary>
/// The fields of a Resource Manager event that may be read and logged, from either schema. Nothing else of an event is
/// ever taken out of it: the rest names people, addresses and roles.
/// </summary>
internal sealed record ArmEvent
{
    /// <summary>The event's id.</summary>
    public string? Id { get; init; }

    /// <summary>The event's type.</summary>
    public string? Type { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The resource.</summary>
    public string? Subject { get; init; }

    /// <summary>What was done to it.</summary>
    public string? OperationName { get; init; }

    /// <summary>How that ended.</summary>
    public string? Status { get; init; }

    /// <summary>What it was part of.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The subscription.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>
    /// The events of a delivery: one object or an array, in the Event Grid schema or as CloudEvents. What is no JSON holds none.
    /// </summary>
    public static IReadOnlyList<ArmEvent> ReadAll(string? delivery)
    {
        if (delivery is null || !JsonText.TryParse(delivery, out var value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Read)] : [Read(value)];
    }

    /// <summary>Reads an event by Event Grid's own parsers; what they refuse has no type and is left alone.</summary>
    public static ArmEvent Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return new ArmEvent();
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
            return new ArmEvent();
        }
    }

    /// <summary>The fields on one line, for a log.</summary>
    public override string ToString() =>
        $"event {LogText.Line(Id)} {LogText.Line(Type)} {Time:O} {LogText.Line(Subject)} {LogText.Line(OperationName)} {LogText.Line(Status)} "
        + $"correlation {LogText.Line(CorrelationId)} subscription {LogText.Line(SubscriptionId)}";

    private static ArmEvent Of(EventGridEvent given) =>
        new ArmEvent
        {
            Id = given.Id,
            Type = given.EventType,
            Time = given.EventTime,
            Subject = given.Subject,
        }.With(given.Data);

    private static ArmEvent Of(CloudEvent? given) =>
        given is null
            ? new ArmEvent()
            : new ArmEvent
            {
                Id = given.Id,
                Type = given.Type,
                Time = given.Time,
                Subject = given.Subject,
            }.With(given.Data);

    private ArmEvent With(BinaryData? data)
    {
        var fields = data is not null && JsonText.TryParse(data.ToString(), out var parsed) ? parsed : default;
        return this with
        {
            Subject = Subject ?? JsonText.Text(fields, "resourceUri"),
            OperationName = JsonText.Text(fields, "operationName"),
            Status = JsonText.Text(fields, "status"),
            CorrelationId = JsonText.Text(fields, "correlationId"),
            SubscriptionId = JsonText.Text(fields, "subscriptionId"),
        };
    }
}
