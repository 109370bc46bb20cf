using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Turns the value of a queue output into messages, with the turns the host takes: a JSON array becomes one message per element;
/// a plain string that looks like JSON is parsed, an object indented anew; the strings of an array are taken exactly.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Binding/FunctionBinding.cs
/// </summary>
internal static class QueueOutput
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The messages' bytes, in order.</summary>
    /// <exception cref="InvocationFailedException">Text in braces or brackets that is not JSON.</exception>
    public static IReadOnlyList<byte[]> Messages(TypedData? value) =>
        value?.DataCase switch
        {
            TypedData.DataOneofCase.String => OfText(value.String),
            TypedData.DataOneofCase.Json => OfJson(value.Json),
            TypedData.DataOneofCase.Bytes => [value.Bytes.ToByteArray()],
            TypedData.DataOneofCase.CollectionString => [.. value.CollectionString.Items.Select(Encoding.UTF8.GetBytes)],
            TypedData.DataOneofCase.CollectionBytes => [.. value.CollectionBytes.Items.Select(bytes => bytes.ToByteArray())],
            _ => [],
        };

    /// <summary>For people: text, or base64 where it is none.</summary>
    public static string Text(byte[] message)
    {
        try
        {
            return Strict.GetString(message);
        }
        catch (DecoderFallbackException)
        {
            return Convert.ToBase64String(message);
        }
    }

    private static List<byte[]> OfText(string text)
    {
        var trimmed = text.Trim();
        var isObject = trimmed.StartsWith('{') && trimmed.EndsWith('}');
        var isList = trimmed.StartsWith('[') && trimmed.EndsWith(']');
        return isObject || isList ? OfJson(trimmed) : [Encoding.UTF8.GetBytes(text)];
    }

    private static List<byte[]> OfJson(string text)
    {
        try
        {
            return JsonNode.Parse(text) switch
            {
                null => [],
                JsonArray list => [.. list.Select(element => Encoding.UTF8.GetBytes(Text(element)))],
                var one => [Encoding.UTF8.GetBytes(Text(one))],
            };
        }
        catch (JsonException problem)
        {
            throw new InvocationFailedException($"JsonReaderException in a queue output: {problem.Message}");
        }
    }

    private static string Text(JsonNode? value) =>
        value switch
        {
            null => "",
            JsonValue scalar when scalar.TryGetValue<string>(out var text) => text,
            JsonValue scalar => HostEncoding.ScalarText(scalar),
            _ => HostJson.WriteIndented(value),
        };
}
