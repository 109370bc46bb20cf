using System.Text.Json.Nodes;
using LocalAzure.Control;

namespace EndToEnd.Tests.Faults;

/// <summary>One way in which a call to Resource Manager can go wrong.</summary>
internal sealed record Fault(string Name, FaultRule Rule, bool OnOperations = false)
{
    private static readonly FaultRule Any = new() { Surface = "arm", PathPattern = "" };

    /// <summary>Every way there is.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new(
            "429 short",
            Any with
            {
                Status = 429,
                Headers = RetryAfter(1),
                Body = Error("TooManyRequests", "The request is being throttled."),
            }
        ),
        new(
            "429 long",
            Any with
            {
                Times = 50,
                Status = 429,
                Headers = RetryAfter(3600),
                Body = Error("TooManyRequests", "The request is being throttled."),
            }
        ),
        new(
            "409 lock",
            Any with
            {
                Times = 2,
                Status = 409,
                Body = Error("PessimisticConcurrencyConflict", "Operation on the API is in progress"),
            }
        ),
        new(
            "409 ServiceLocked",
            Any with
            {
                Times = 50,
                Status = 409,
                Body = Error("ServiceLocked", "The API Service contoso-apim is transitioning at this time."),
            }
        ),
        new("412", Any with { Status = 412, Body = Error("PreconditionFailed", "Resource was modified since last retrieval.") }),
        new("422", Any with { Times = 2, Status = 422, Body = Error("ManagementApiRequestFailed", "Failed to process the request.") }),
        new("500", Any with { Times = 50, Status = 500, Body = Error("InternalServerError", "An error has occurred.") }),
        new("503", Any with { Times = 2, Status = 503, Body = Error("ServiceUnavailable", "The service is unavailable.") }),
        new("time-out", Any with { DelayMs = 1_500 }),
        new("dropped before", Any with { Drop = "before" }),
        new("dropped after", Any with { Drop = "after" }),
        new(
            "operation fails",
            Any with
            {
                Status = 200,
                Body = JsonNode.Parse("""{"status":"Failed","error":{"code":"InternalServerError","message":"The import broke."}}"""),
            },
            OnOperations: true
        ),
        new(
            "operation never ends",
            Any with
            {
                Times = 100_000,
                Status = 202,
                Body = JsonNode.Parse("""{"status":"InProgress"}"""),
            },
            OnOperations: true
        ),
    ];

    private static Dictionary<string, string> RetryAfter(int seconds) =>
        new() { ["Retry-After"] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    private static JsonObject Error(string code, string message) =>
        new()
        {
            ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
        };
}
