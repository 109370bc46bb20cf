using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Turns the value of a queue output into messages, with all the turns the host takes: base64 is decoded, JSON is
/// indented anew, an array becomes several messages.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Binding/FunctionBinding.cs
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/HttpScriptInvocationResultExtensions.cs
/// </summary>
internal static class QueueOutput
{
    /// <summary>The messages' bytes, in order.</summary>
    /// <exception cref="InvocationFailedException">Text in braces or brackets that is not JSON.</exception>
    public static IReadOnlyList<byte[]> Messages(FunctionBinding binding, JsonNode? value) => value switch
    {
        null => [],
        JsonValue scalar when scalar.TryGetValue<string>(out var text) =>
            !binding.IsBinary && TryBase64(text, out var bytes) ? [bytes] : OfText(text),
        JsonArray list => OfList(list),
        _ => [Bytes(Text(value))],
    };

    private static List<byte[]> OfText(string text)
    {
        var trimmed = text.Trim();
        var isObject = trimmed.StartsWith('{') && trimmed.EndsWith('}');
        var isList = trimmed.StartsWith('[') && trimmed.EndsWith(']');
        return isObject || isList ? OfJson(trimmed) : [Bytes(HostEncoding.DateText(text))];
    }

    private static List<byte[]> OfJson(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonArray list ? OfList(list) : [Bytes(Text(JsonNode.Parse(text)))];
        }
        catch (JsonException problem)
        {
            throw new InvocationFailedException($"JsonReaderException in a queue output: {problem.Message}");
        }
    }

    // No base64 decoding inside a list: strings go as they are.
    private static List<byte[]> OfList(JsonArray list) => [.. list.Select(element => Bytes(Text(element)))];

    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue scalar => HostEncoding.ScalarText(scalar),
        _ => HostJson.WriteIndented(HostEncoding.WithUtcDates(value)),
    };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static bool TryBase64(string text, out byte[] bytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(text.Length + 1);
        var good = Convert.TryFromBase64String(text, buffer, out var length);
        bytes = good ? buffer[..length] : [];
        ArrayPool<byte>.Shared.Return(buffer);
        return good;
    }
}
