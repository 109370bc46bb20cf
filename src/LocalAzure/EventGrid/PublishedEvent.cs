using System.Text.Json.Nodes;

namespace LocalAzure.EventGrid;

/// <summary>An event that passed the filter, and what became of it.</summary>
internal sealed class PublishedEvent(JsonObject json, DateTimeOffset time)
{
    private readonly Lock _gate = new();
    private readonly List<DeliveryAttempt> _attempts = [];
    private int _outstanding;
    private bool _isLost;
    private JsonObject? _deadLetter;

    /// <summary>The event in the Event Grid schema.</summary>
    public JsonObject Json { get; } = json;

    public DateTimeOffset Time { get; } = time;

    /// <summary>pending, delivered, lost or deadLettered.</summary>
    public string State
    {
        get
        {
            lock (_gate)
            {
                if (_isLost)
                {
                    return "lost";
                }

                if (_outstanding > 0)
                {
                    return "pending";
                }

                if (_deadLetter is null)
                {
                    return "delivered";
                }

                return "deadLettered";
            }
        }
    }

    public void Expect(int deliveries)
    {
        lock (_gate)
        {
            _outstanding += deliveries;
        }
    }

    public void Lose()
    {
        lock (_gate)
        {
            _isLost = true;
        }
    }

    public void Attempted(DeliveryAttempt attempt)
    {
        lock (_gate)
        {
            _attempts.Add(attempt);
        }
    }

    public void Delivered()
    {
        lock (_gate)
        {
            _outstanding--;
        }
    }

    public void DeadLetter(JsonObject letter)
    {
        lock (_gate)
        {
            _outstanding--;
            _deadLetter = letter;
        }
    }

    /// <summary>As <c>GET /_local/events</c> tells it.</summary>
    public JsonObject ToJson()
    {
        lock (_gate)
        {
            return new JsonObject
            {
                ["id"] = Json["id"]?.DeepClone(),
                ["eventType"] = Json["eventType"]?.DeepClone(),
                ["subject"] = Json["subject"]?.DeepClone(),
                ["time"] = EventFactory.Text(Time),
                ["state"] = State,
                ["deliveries"] = new JsonArray([.. _attempts.Select(attempt => attempt.ToJson())]),
                ["deadLetter"] = _deadLetter?.DeepClone(),
            };
        }
    }
}
