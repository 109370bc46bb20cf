using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.Control;

/// <summary>
/// A JSON body in which a name stands twice has no one meaning: every surface refuses it with 400, in its own form. (Bodies that are no
/// JSON at all
/// are each surface's own to refuse.)
/// </summary>
internal static class DoubledKeys
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The body of the refusal; null when no name stands twice, or the surface takes no JSON.</summary>
    public static JsonObject? Refusal(string surface, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || !IsJson(body, default) || IsJson(body, Strict))
        {
            return null;
        }

        const string Message = "The request body is not valid: a JSON object has the same name twice.";
        return surface switch
        {
            "arm" => Error(new JsonObject { ["code"] = "InvalidRequestContent", ["message"] = Message }),
            "foundry" => Error(
                new JsonObject
                {
                    ["message"] = Message,
                    ["type"] = "invalid_request_error",
                    ["param"] = null,
                    ["code"] = null,
                }
            ),
            "gateway" => new JsonObject { ["statusCode"] = 400, ["message"] = Message },
            "control" => new JsonObject { ["message"] = Message },
            _ => null,
        };
    }

    public static Task WriteAsync(HttpContext context, JsonObject refusal)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(refusal.ToJsonString(), context.RequestAborted);
    }

    private static JsonObject Error(JsonObject error) => new() { ["error"] = error };

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
        catch (InvalidOperationException)
        {
            // A name with half of a surrogate pair in it cannot be compared with others: that is for whoever reads the body.
            return true;
        }
    }
}
