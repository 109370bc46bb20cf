using System.Globalization;
using System.Text.Json.Nodes;
using Functions.Input;
using Functions.Scopes;
using Importer;

namespace Functions.Messages;

/// <summary>
/// What goes through the queue <c>import-requests</c>: <c>{runId, scope, reason, mode, insist, eventTime, receivedAt}</c>, and
/// instead of a scope one of <c>adopt</c>, <c>detach</c> and <c>restore</c>.
/// The names keep clear of the host's own (id, dequeueCount, popReceipt, …), which a message's properties would hide.
/// </summary>
internal static class ImportMessage
{
    /// <summary>The text of the message that asks for <paramref name="request"/>.</summary>
    public static string Write(ReconcileRequest request)
    {
        var message = Body(request);
        if (request.Errand is { } errand)
        {
            message[Words.Of(errand.Kind)] = errand.Target;
        }

        return message.ToJsonString();
    }

    private static JsonObject Body(ReconcileRequest request) => new()
    {
        ["runId"] = request.RunId,
        ["scope"] = request.Scope?.Value,
        ["reason"] = Words.Of(request.Reason),
        ["mode"] = Words.Of(request.Mode),
        ["insist"] = request.Insist,
        ["eventTime"] = Utc(request.EventTime),
        ["receivedAt"] = Utc(request.ReceivedAt),
    };

    /// <summary>Reads a message strictly: an unknown field or a wrong type makes it poison.</summary>
    public static ImportMessageResult Read(string? text, ScopeFence fence)
    {
        var fields = Fields.Open(text ?? "", "message");
        var runId = fields.Text("runId");
        var reason = fields.Word<RunReason>("reason");
        var request = new ReconcileRequest
        {
            RunId = runId ?? "",
            Reason = reason ?? RunReason.Event,
            Scope = fields.Scope("scope", fence),
            Errand = ErrandInput.Read(fields, fence),
            Mode = fields.Word<RunMode>("mode") ?? RunMode.Apply,
            Insist = fields.Flag("insist") ?? false,
            EventTime = fields.Time("eventTime"),
            ReceivedAt = fields.Time("receivedAt"),
        };
        fields.RefuseUnknown();
        if (fields.Faults.Count == 0)
        {
            RequireIdAndReason(fields, runId, reason);
        }

        return new ImportMessageResult(fields.Faults.Count == 0 ? request : null, RunId.IsValid(runId) ? runId : null, fields.Faults);
    }

    private static void RequireIdAndReason(Fields fields, string? runId, RunReason? reason)
    {
        if (!RunId.IsValid(runId))
        {
            fields.Fault("runId", "must be 8 to 64 characters of a-z 0-9 -");
        }

        if (reason is null)
        {
            fields.Fault("reason", "is missing");
        }
    }

    private static string? Utc(DateTimeOffset? time) => time?.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
}
