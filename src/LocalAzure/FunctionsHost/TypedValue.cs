using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>Values of the protocol, for people to read.</summary>
internal static class TypedValue
{
    public static JsonNode? ToJson(TypedData? value) =>
        value?.DataCase switch
        {
            TypedData.DataOneofCase.String => value.String,
            TypedData.DataOneofCase.Json => Parse(value.Json),
            TypedData.DataOneofCase.Bytes => value.Bytes.ToBase64(),
            TypedData.DataOneofCase.Http => new JsonObject(),
            TypedData.DataOneofCase.Int => value.Int,
            TypedData.DataOneofCase.Double => value.Double,
            _ => null,
        };

    public static TypedData Of(JsonNode? json) => new() { Json = HostJson.Write(json) };

    public static TypedData Of(byte[] bytes) => new() { Bytes = ByteString.CopyFrom(bytes) };

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return json;
        }
    }
}
