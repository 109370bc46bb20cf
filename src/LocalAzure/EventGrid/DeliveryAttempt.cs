using System.Text.Json.Nodes;

namespace LocalAzure.EventGrid;

/// <summary>One try to hand an event over; no status when no answer came.</summary>
internal sealed record DeliveryAttempt
{
    public required DateTimeOffset Time { get; init; }

    public int? Status { get; init; }

    public JsonObject ToJson() => new() { ["time"] = EventFactory.Text(Time), ["status"] = Status };
}
