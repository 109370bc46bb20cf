using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The binding data that travels as <c>Metadata</c>: keys in any case, the casing first written stays, a later
/// value of the same name wins (so that a message property can hide a built-in one, as in the real host).
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Utility.cs (ApplyBindingData)
/// </summary>
internal sealed class BindingData
{
    private readonly Dictionary<string, JsonNode?> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds one value in the host's encoding.</summary>
    public BindingData With(string name, JsonNode? value)
    {
        _values[name] = HostEncoding.Encode(value);
        return this;
    }

    /// <summary>Adds a date, the one kind that is neither nested nor encoded twice.</summary>
    public BindingData With(string name, DateTimeOffset value)
    {
        // Times of binding data lose their fractions of a second.
        _values[name] = HostJson.Date(value.AddTicks(-(value.Ticks % TimeSpan.TicksPerSecond)));
        return this;
    }

    /// <summary>
    /// Spreads the top-level properties of a JSON object: scalars become text, objects stay nested, arrays and
    /// nulls are left out.
    /// </summary>
    public BindingData Spread(JsonObject message)
    {
        foreach (var (name, value) in message)
        {
            switch (value)
            {
                case JsonObject nested:
                    _values[name] = HostEncoding.WithUtcDates(nested);
                    break;
                case JsonValue scalar:
                    With(name, HostEncoding.ScalarText(scalar));
                    break;
                default:
                    break;
            }
        }

        return this;
    }

    /// <summary>As sent, with the host's own <c>sys</c> at the end.</summary>
    public JsonObject ToJson(string function, DateTimeOffset now)
    {
        var json = new JsonObject();
        foreach (var (name, value) in _values)
        {
            json[name] = value?.DeepClone();
        }

        json["sys"] = new JsonObject
        {
            ["MethodName"] = function,
            ["UtcNow"] = HostJson.UtcDate(now),
            ["RandGuid"] = Guid.NewGuid().ToString(),
        };
        return json;
    }
}
