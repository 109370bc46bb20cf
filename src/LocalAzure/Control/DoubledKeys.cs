using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.Control;

/// <summary>
/// A JSON body in which a name stands twice has no one meaning, and half of a surrogate pair is no text: every surface refuses both with
/// 400, in its own form. (Bodies that are no JSON at all are each surface's own to refuse.)
/// </summary>
internal static class DoubledKeys
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The body of the refusal; null when no name stands twice and all is text, or the surface takes no JSON.</summary>
    public static JsonObject? Refusal(string surface, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || !IsJson(body, default))
        {
            return null;
        }

        if (!IsText(body.Span))
        {
            return Refusal(surface, "The request body is not valid: a text of it holds half of a surrogate pair.");
        }

        return IsJson(body, Strict) ? null : Refusal(surface, "The request body is not valid: a JSON object has the same name twice.");
    }

    private static JsonObject? Refusal(string surface, string message) =>
        surface switch
        {
            "arm" => Error(new JsonObject { ["code"] = "InvalidRequestContent", ["message"] = message }),
            "foundry" => Error(
                new JsonObject
                {
                    ["message"] = message,
                    ["type"] = "invalid_request_error",
                    ["param"] = null,
                    ["code"] = null,
                }
            ),
            "gateway" => new JsonObject { ["statusCode"] = 400, ["message"] = message },
            "control" => new JsonObject { ["message"] = message },
            _ => null,
        };

    public static Task WriteAsync(HttpContext context, JsonObject refusal)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(refusal.ToJsonString(), context.RequestAborted);
    }

    private static JsonObject Error(JsonObject error) => new() { ["error"] = error };

    private static bool IsText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader is { ValueIsEscaped: true, TokenType: JsonTokenType.String or JsonTokenType.PropertyName })
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsJson(ReadOnlyMemory<byte> body, JsonDocumentOptions options)
    {
        try
        {
            using var document = JsonDocument.Parse(body, options);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
