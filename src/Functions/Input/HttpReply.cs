using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Functions.Host;

namespace Functions.Input;

/// <summary>Answers to HTTP callers, for the output binding <c>res</c>.</summary>
internal static class HttpReply
{
    private const string Json = "application/json; charset=utf-8";

    // People read these answers too: "<guid>" and not "\u003Cguid\u003E".
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Any text.</summary>
    public static Answer Text(int status, string contentType, string body, string? location = null)
    {
        var headers = new JsonObject { ["Content-Type"] = contentType, ["Cache-Control"] = "no-store" };
        if (location is not null)
        {
            headers["Location"] = location;
        }

        return Answer.Done().With("res", new JsonObject { ["statusCode"] = status, ["headers"] = headers, ["body"] = body });
    }

    /// <summary>A report.</summary>
    public static Answer Of<T>(T value, JsonTypeInfo<T> type) => Text(200, Json, JsonSerializer.Serialize(value, type));

    /// <summary>Taken in; the record under <c>Location</c> tells how it goes on.</summary>
    public static Answer Accepted(string runId) =>
        Text(202, Json, new JsonObject { ["id"] = runId }.ToJsonString(Readable), $"/api/runs/{runId}");

    /// <summary>Refused, with every fault.</summary>
    public static Answer BadInput(IEnumerable<FieldFault> faults)
    {
        var details = faults.Select(fault => (JsonNode)new JsonObject { ["field"] = fault.Field, ["message"] = fault.Message });
        return Error(400, "BadInput", "The request was not understood; nothing was done.", new JsonArray([.. details]));
    }

    /// <summary>Some other end.</summary>
    public static Answer Error(int status, string code, string message, JsonArray? details = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (details is not null)
        {
            error["details"] = details;
        }

        return Text(status, Json, new JsonObject { ["error"] = error }.ToJsonString(Readable));
    }

    /// <summary>The report store is away.</summary>
    public static Answer StoreAway(string message) => Error(503, "ReportStoreAway", message);
}
