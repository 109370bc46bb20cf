using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Functions.Input;
using Importer.Runs;

namespace Functions.Queue;

/// <summary>
/// What goes through the queue <c>import-requests</c>: <c>{runId, scope, reason, mode, insist, eventTime, receivedAt}</c>, instead of a
/// scope
/// one of <c>adopt</c>, <c>detach</c> and <c>restore</c>, <c>keysChanged</c> where it is true, and from the second attempt on
/// <c>attempt</c> and
/// <c>firstEnqueuedAt</c>.
/// The names keep clear of the host's own (id, dequeueCount, popReceipt, …), which a message's properties would hide.
/// </summary>
/// <param name="Request">What is asked.</param>
internal sealed record ImportMessage(ReconcileRequest Request)
{
    // Written by a later version from 3 on; without it a message is of version 1. Version 2 has keysChanged.
    private const string VersionField = "version";
    private const int Version = 2;

    /// <summary>Which attempt the message asks for, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When the first message of the request was put into the queue; null for the first itself.</summary>
    public DateTimeOffset? FirstEnqueuedAt { get; init; }

    /// <summary>The message's text.</summary>
    public string Write()
    {
        var message = new JsonObject
        {
            ["runId"] = Request.RunId,
            ["scope"] = Request.Scope?.Value,
            ["reason"] = EnumNames.Of(Request.Reason),
            ["mode"] = EnumNames.Of(Request.Mode),
            ["insist"] = Request.Insist,
            ["eventTime"] = Utc(Request.EventTime),
            ["receivedAt"] = Utc(Request.ReceivedAt),
        };
        if (Request.ManualAction is { } action)
        {
            message[EnumNames.Of(action.Kind)] = action.Target;
        }

        if (Request.KeysChanged)
        {
            // A version of this app that does not know the field leaves the message to one that does.
            message[VersionField] = 2;
            message["keysChanged"] = true;
        }

        if (Attempt > 1)
        {
            message["attempt"] = Attempt;
            message["firstEnqueuedAt"] = Utc(FirstEnqueuedAt);
        }

        return message.ToJsonString();
    }

    /// <summary>Reads a message strictly: an unknown field or a wrong type makes it unreadable.</summary>
    public static ImportMessageResult Read(string? text, ScopeValidator scopes)
    {
        if (LaterMessage.Read(text, VersionField, Version) is { } later)
        {
            return new ImportMessageResult(null, null, []) { Later = later };
        }

        var fields = JsonObjectReader.Open(text ?? "", "message");
        var runId = fields.Text("runId");
        var reason = fields.Word<RunReason>("reason");
        var request = new ReconcileRequest
        {
            RunId = runId ?? "",
            Reason = reason ?? RunReason.Event,
            Scope = fields.Scope("scope", scopes),
            ManualAction = ManualActionInput.Read(fields, scopes),
            Mode = fields.Word<RunMode>("mode") ?? RunMode.Apply,
            Insist = fields.Flag("insist") ?? false,
            KeysChanged = fields.Flag("keysChanged") ?? false,
            EventTime = fields.Time("eventTime"),
            ReceivedAt = fields.Time("receivedAt"),
        };
        var message = new ImportMessage(request)
        {
            Attempt = fields.Count("attempt") ?? 1,
            FirstEnqueuedAt = fields.Time("firstEnqueuedAt"),
        };
        _ = fields.Count(VersionField);
        fields.RefuseUnknown();
        if (fields.Faults.Count == 0)
        {
            RequireIdAndReason(fields, runId, reason);
        }

        return new ImportMessageResult(fields.Faults.Count == 0 ? message : null, RunId.IsValid(runId) ? runId : null, fields.Faults);
    }

    private static void RequireIdAndReason(JsonObjectReader fields, string? runId, RunReason? reason)
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

/// <summary>What a queue message says.</summary>
/// <param name="Message">The message, or null when it cannot be read.</param>
/// <param name="RunId">The run's id, where one could be read.</param>
/// <param name="Faults">Why it cannot be read.</param>
internal sealed record ImportMessageResult(ImportMessage? Message, string? RunId, IReadOnlyList<FieldFault> Faults)
{
    /// <summary>The message when a later version of this app wrote it: that version can read it. Null for all others.</summary>
    public LaterMessage? Later { get; init; }
}

/// <summary>A message that a later version of this app wrote.</summary>
/// <param name="Text">Its text, as it came.</param>
/// <param name="Since">When it was first enqueued, as far as this version can tell.</param>
internal sealed record LaterMessage(string Text, DateTimeOffset? Since)
{
    /// <summary>Reads what every version writes; null when the message is none of a later one.</summary>
    public static LaterMessage? Read(string? text, string versionField, int known) =>
        text is not null
        && JsonText.TryParse(text, out var message)
        && JsonText.Property(message, versionField) is { ValueKind: JsonValueKind.Number } version
        && version.TryGetInt32(out var number)
        && number > known
            ? new LaterMessage(text, Time(message, "firstEnqueuedAt") ?? Time(message, "receivedAt"))
            : null;

    private static DateTimeOffset? Time(JsonElement message, string field) =>
        JsonText.Property(message, field) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time)
            ? time
            : null;
}
