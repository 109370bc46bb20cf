using System.Globalization;
using System.Text.Json;
using Functions.Host;
using Functions.Input;

namespace Functions.Events;

/// <summary>
/// The fields of a Resource Manager event that may be read and logged, from either schema. Nothing else of an event is
/// ever taken out of it: the rest names people, addresses and roles.
/// </summary>
/// <remarks>
/// Event Grid's client library has parsers for both schemas; they refuse a whole event for one odd field and take its claims
/// into memory as text, so they serve the tests as judges and not this reader.
/// </remarks>
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

    /// <summary>Reads an event; what is missing or of the wrong type stays null.</summary>
    public static ArmEvent Read(JsonElement value)
    {
        var data = WireValue.Open(WireValue.Property(value, "data"));
        return new ArmEvent
        {
            Id = WireValue.Text(value, "id"),
            Type = WireValue.Text(value, "eventType") ?? WireValue.Text(value, "type"),
            Time = TimeOf(WireValue.Text(value, "eventTime") ?? WireValue.Text(value, "time")),
            Subject = WireValue.Text(value, "subject") ?? WireValue.Text(data, "resourceUri"),
            OperationName = WireValue.Text(data, "operationName"),
            Status = WireValue.Text(data, "status"),
            CorrelationId = WireValue.Text(data, "correlationId"),
            SubscriptionId = WireValue.Text(data, "subscriptionId"),
        };
    }

    /// <summary>The fields on one line, for a log.</summary>
    public override string ToString() =>
        $"event {Plain.Line(Id)} {Plain.Line(Type)} {Time:O} {Plain.Line(Subject)} {Plain.Line(OperationName)} {Plain.Line(Status)} correlation {Plain.Line(CorrelationId)} subscription {Plain.Line(SubscriptionId)}";

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
