using System.Text.Json.Serialization;

namespace LocalAzure.EventGrid;

/// <summary>What <c>POST /_local/events</c> asks of the deliveries that follow; each post replaces the one before.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DeliverySettings
{
    /// <summary>Each event is delivered this many times more.</summary>
    public int Duplicate { get; init; }

    /// <summary>Each delivery starts after a random part of a second, so that their order is lost.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Makes the shuffle repeatable.</summary>
    public int? Seed { get; init; }

    /// <summary>Each delivery starts this much later.</summary>
    public int DelayMs { get; init; }

    /// <summary>So many of the next events are lost for good.</summary>
    public int Drop { get; init; }

    /// <summary>The share of the events, from 0 to 1, that are lost for good; which ones, chance says (and the seed).</summary>
    public double Lose { get; init; }

    /// <summary><c>EventGridSchema</c> (the default) or <c>CloudEventSchemaV1_0</c>.</summary>
    public string? Schema { get; init; }

    /// <summary>The operation names that pass the filter; those of the deployment template when absent.</summary>
    public IReadOnlyList<string>? Operations { get; init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Fault()
    {
        if (Duplicate is < 0 or > 100)
        {
            return "duplicate must be from 0 to 100";
        }

        if (DelayMs < 0)
        {
            return "delayMs must not be negative";
        }

        if (Lose is not (>= 0 and <= 1))
        {
            return "lose is a share from 0 to 1";
        }

        if (Drop < 0)
        {
            return "drop must not be negative";
        }

        if (Schema is not (null or EventSchema.EventGrid or EventSchema.CloudEvents))
        {
            return $"schema must be {EventSchema.EventGrid} or {EventSchema.CloudEvents}";
        }

        return null;
    }
}
