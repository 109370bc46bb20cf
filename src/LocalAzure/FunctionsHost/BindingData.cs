using System.Text.Json.Nodes;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The binding data that travels as trigger metadata: keys in any case, the casing first written stays, a later value of the
/// same name wins (so that a message property can hide a built-in one, as in the real host).
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Utility.cs (ApplyBindingData)
/// </summary>
internal sealed class BindingData
{
    private readonly Dictionary<string, TypedData> _values = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<KeyValuePair<string, TypedData>> Values => _values;

    public BindingData With(string name, string value)
    {
        _values[name] = new TypedData { String = value };
        return this;
    }

    public BindingData With(string name, JsonNode? value)
    {
        _values[name] = new TypedData { Json = HostJson.Write(value) };
        return this;
    }

    /// <summary>Times lose their fractions of a second.</summary>
    public BindingData With(string name, DateTimeOffset value) =>
        With(name, (JsonNode)HostJson.Date(value.AddTicks(-(value.Ticks % TimeSpan.TicksPerSecond))));

    /// <summary>
    /// Spreads the top-level properties of a JSON object: scalars become text, objects stay JSON, arrays and nulls are left out.
    /// </summary>
    public BindingData Spread(JsonObject message)
    {
        foreach (var (name, value) in message)
        {
            switch (value)
            {
                case JsonObject nested:
                    With(name, HostEncoding.WithUtcDates(nested));
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
}
