using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace LocalAzure.Control;

/// <summary>Durations in JSON as ISO 8601 writes them, such as PT5S.</summary>
internal sealed class IsoDuration : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return XmlConvert.ToTimeSpan(reader.GetString() ?? string.Empty);
        }
        catch (FormatException)
        {
            throw new JsonException("a duration is written as in ISO 8601, for example PT5S");
        }
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(XmlConvert.ToString(value));
}
