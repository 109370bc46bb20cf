using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// What the handler answered: <c>Outputs</c>, <c>Logs</c>, <c>ReturnValue</c>, their names in any case.
/// https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#response-payload
/// </summary>
internal sealed record HandlerAnswer
{
    /// <summary>Keyed by binding name; these names are case-sensitive.</summary>
    public required JsonObject Outputs { get; init; }

    public required IReadOnlyList<string> Logs { get; init; }

    /// <summary>Null stands for an empty answer or the JSON value null, on which the host waits for ever.</summary>
    /// <exception cref="InvocationFailedException">Not what the host can read.</exception>
    public static HandlerAnswer? Parse(string body)
    {
        if (string.IsNullOrWhiteSpace(body))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(body) switch
            {
                null => null,
                JsonObject json => Of(json),
                _ => throw new InvocationFailedException("The handler's answer is not a JSON object."),
            };
        }
        catch (JsonException problem)
        {
            throw new InvocationFailedException($"The handler's answer is not JSON: {problem.Message}");
        }
    }

    private static HandlerAnswer Of(JsonObject json) => new()
    {
        Outputs = Property(json, "Outputs") switch
        {
            null => [],
            JsonObject outputs => outputs,
            _ => throw new InvocationFailedException("'Outputs' in the handler's answer is not an object."),
        },
        Logs = Property(json, "Logs") switch
        {
            null => [],
            JsonArray lines => [.. lines.Select(line => line is JsonValue value && value.TryGetValue<string>(out var text) ? text : HostJson.Write(line))],
            _ => throw new InvocationFailedException("'Logs' in the handler's answer is not an array."),
        },
    };

    private static JsonNode? Property(JsonObject json, string name) =>
        json.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
