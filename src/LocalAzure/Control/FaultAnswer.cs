using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.Control;

/// <summary>Answers in the place of the surface, as a fault rule says.</summary>
internal static class FaultAnswer
{
    public static async Task WriteAsync(HttpContext context, FaultRule rule, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = rule.Status!.Value;
        foreach (var (name, value) in rule.Headers ?? new Dictionary<string, string>())
        {
            context.Response.Headers[name] = value;
        }

        var body = rule.Body ?? DefaultBody(rule);
        if (body?.GetValueKind() == JsonValueKind.String)
        {
            await context.Response.WriteAsync(body.GetValue<string>(), cancellationToken);
        }
        else if (body is not null)
        {
            context.Response.ContentType ??= "application/json; charset=utf-8";
            await context.Response.WriteAsync(body.ToJsonString(), cancellationToken);
        }
    }

    /// <summary>ARM never fails without an error body.</summary>
    private static JsonObject? DefaultBody(FaultRule rule) =>
        rule.Surface != "arm" || rule.Status < 400
            ? null
            : new()
            {
                ["error"] = new JsonObject
                {
                    ["code"] = rule.Status switch
                    {
                        409 => "Conflict",
                        412 => "PreconditionFailed",
                        429 => "TooManyRequests",
                        503 => "ServiceUnavailable",
                        _ => "InternalServerError",
                    },
                    ["message"] = $"Injected fault {rule.Status}.",
                },
            };
}
