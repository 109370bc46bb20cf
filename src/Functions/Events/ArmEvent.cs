using System.Text.Json;
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

    /// <summary>The events of a delivery, see <see cref="EventEnvelope.ReadAll"/>.</summary>
    public static IReadOnlyList<ArmEvent> ReadAll(string? delivery) => [.. EventEnvelope.ReadAll(delivery).Select(Of)];

    /// <summary>Reads one event; what Event Grid's parsers refuse has no type and is left alone.</summary>
    public static ArmEvent Read(JsonElement value) => Of(EventEnvelope.Read(value));

    /// <summary>The fields on one line, for a log.</summary>
    public override string ToString() =>
        $"event {LogText.Line(Id)} {LogText.Line(Type)} {Time:O} {LogText.Line(Subject)} {LogText.Line(OperationName)} {LogText.Line(Status)} "
        + $"correlation {LogText.Line(CorrelationId)} subscription {LogText.Line(SubscriptionId)}";

    private static ArmEvent Of(EventEnvelope given) =>
        new()
        {
            Id = given.Id,
            Type = given.Type,
            Time = given.Time,
            Subject = given.Subject ?? JsonText.Text(given.Data, "resourceUri"),
            OperationName = JsonText.Text(given.Data, "operationName"),
            Status = JsonText.Text(given.Data, "status"),
            CorrelationId = JsonText.Text(given.Data, "correlationId"),
            SubscriptionId = JsonText.Text(given.Data, "subscriptionId"),
        };
}
