using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Turns the value of an HTTP output into a response. Content type is <c>text/plain; charset=utf-8</c> unless the
/// handler sets one; an object as body is written as indented text.
/// https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#http-only-function
/// </summary>
internal static class HttpOutput
{
    public static async Task WriteAsync(HttpResponse response, FunctionDefinition function, HandlerAnswer answer, CancellationToken cancellationToken)
    {
        if (function.HttpOutput is not { } output || !answer.Outputs.TryGetPropertyValue(output.Name, out var value) || value is null)
        {
            // Nothing under the output's name: 200 and an empty object.
            await WriteAsync(response, 200, "application/json; charset=utf-8", "{}", cancellationToken);
            return;
        }

        var res = AsObject(value);
        if (res is null)
        {
            await WriteAsync(response, 200, null, Text(value), cancellationToken);
            return;
        }

        foreach (var (name, header) in (Property(res, "headers") as JsonObject ?? []).Where(pair => pair.Value is not null))
        {
            response.Headers[name] = Text(header);
        }

        await WriteAsync(response, StatusCode(Property(res, "statusCode")), response.ContentType, Text(Property(res, "body")), cancellationToken);
    }

    private static async Task WriteAsync(HttpResponse response, int status, string? contentType, string body, CancellationToken cancellationToken)
    {
        response.StatusCode = status;
        response.ContentType = contentType ?? "text/plain; charset=utf-8";
        if (body.Length > 0)
        {
            await response.WriteAsync(body, cancellationToken);
        }
    }

    // A number, or a string that holds one.
    private static int StatusCode(JsonNode? value) =>
        value is null ? 200
        : int.TryParse(Text(value), CultureInfo.InvariantCulture, out var status) && status is >= 100 and < 1000 ? status
        : throw new InvocationFailedException($"The HTTP output's status code is not a number: {HostJson.Write(value)}");

    private static JsonObject? AsObject(JsonNode value)
    {
        try
        {
            return value as JsonObject ?? (value is JsonValue && Text(value).StartsWith('{') ? JsonNode.Parse(Text(value)) as JsonObject : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => text,
        JsonValue scalar => HostEncoding.ScalarText(scalar),
        _ => HostJson.WriteIndented(value),
    };

    private static JsonNode? Property(JsonObject json, string name) =>
        json.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
