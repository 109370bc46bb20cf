using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Functions.Input;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Functions.Http;

/// <summary>Text for an HTTP caller that nobody may keep, with a place where there is one.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">What the text is.</param>
/// <param name="Body">The text.</param>
/// <param name="Location">Where the answer's subject is found.</param>
internal sealed record TextAnswer(int Status, string ContentType, string Body, string? Location = null) : IActionResult
{
    /// <inheritdoc/>
    public Task ExecuteResultAsync(ActionContext context) => WriteAsync(context.HttpContext.Response);

    /// <summary>Writes the answer; one that has begun is left as it is.</summary>
    public async Task WriteAsync(HttpResponse response)
    {
        if (response.HasStarted)
        {
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(Body);
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-store";
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        await response.Body.WriteAsync(bytes, CancellationToken.None);
    }
}

/// <summary>Answers to HTTP callers. Errors are <c>{ "error": { code, message, details[] } }</c>.</summary>
internal static class HttpAnswers
{
    private const string Json = "application/json; charset=utf-8";

    // People read these answers too: "<guid>" and not "\u003Cguid\u003E".
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Any text.</summary>
    public static TextAnswer Text(int status, string contentType, string body, string? location = null) =>
        new(status, contentType, body, location);

    /// <summary>A report.</summary>
    public static TextAnswer Of<T>(T value, JsonTypeInfo<T> type) =>
        Text(StatusCodes.Status200OK, Json, JsonSerializer.Serialize(value, type));

    /// <summary>The request is in the queue; the record under <c>Location</c> says how it goes on.</summary>
    public static TextAnswer Accepted(string runId) =>
        Text(StatusCodes.Status202Accepted, Json, new JsonObject { ["id"] = runId }.ToJsonString(Readable), $"/api/runs/{runId}");

    /// <summary>Refused, with every fault.</summary>
    public static TextAnswer BadInput(IEnumerable<FieldFault> faults) =>
        Error(StatusCodes.Status400BadRequest, "BadInput", "The request was not understood; nothing was done.", faults);

    /// <summary>Some other end.</summary>
    public static TextAnswer Error(int status, string code, string message, IEnumerable<FieldFault>? details = null, RunReport? run = null)
    {
        var faults = (details ?? []).Select(fault => (JsonNode)new JsonObject { ["field"] = fault.Field, ["message"] = fault.Message });
        var body = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = code,
                ["message"] = message,
                ["details"] = new JsonArray([.. faults]),
            },
        };
        if (run is not null)
        {
            body["run"] = JsonSerializer.SerializeToNode(run, ReportJson.Readable.RunReport);
        }

        return Text(status, Json, body.ToJsonString(Readable));
    }

    /// <summary>A scope that Azure does not know.</summary>
    public static TextAnswer NoSuchScope(ResourceId scope) =>
        Error(
            StatusCodes.Status404NotFound,
            "ScopeNotFound",
            $"There is no {scope}, and nothing in API Management that was made for it. Check the names; to withdraw what was made for a deleted account, import its resource group."
        );

    /// <summary>
    /// Why a run that ended is no success to who asked for it; null when it is one. The run goes along, for a refused plan shows what it
    /// would do.
    /// </summary>
    public static TextAnswer? Unsuccessful(RunReport run, ResourceId? scope) =>
        run switch
        {
            { Outcome: RunOutcome.Refused } => Error(
                StatusCodes.Status409Conflict,
                "Refused",
                run.Error ?? "The run was refused.",
                run: run
            ),
            _ when scope is not null && IsMissing(run, scope) => NoSuchScope(scope),
            { Mode: RunMode.Plan } when Unread(run) is { } reason => Error(
                run.TryAgain ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status502BadGateway,
                "PlanFailed",
                $"Nothing of it could be read: {reason}",
                run: run
            ),
            { Mode: RunMode.Plan, Outcome: RunOutcome.Failed, TryAgain: true } => Error(
                StatusCodes.Status503ServiceUnavailable,
                "PlanFailed",
                run.Error ?? "The plan could not be made; try again later.",
                run: run
            ),
            { Mode: RunMode.Plan, Outcome: RunOutcome.Failed } => Error(
                StatusCodes.Status502BadGateway,
                "PlanFailed",
                run.Error ?? "The plan could not be made.",
                run: run
            ),
            _ => null,
        };

    /// <summary>True when <paramref name="scope"/> is not there, and nothing was left of it either.</summary>
    public static bool IsMissing(RunReport run, ResourceId scope) =>
        run.Steps.Count == 0 && (IsMissingAlone(run, scope) || IsNoDeployment(run, scope));

    private static bool IsMissingAlone(RunReport run, ResourceId scope) =>
        run.Decisions.Count == 0 && run.SetAside.Any(aside => aside.Kind == SetAsideKind.Missing && Same(aside.Deployment, scope.Value));

    // The account was read, and neither imports it nor says a word about it; an API that leaves or stays may have been its own.
    private static bool IsNoDeployment(RunReport run, ResourceId scope) =>
        ScopeValidator.IsDeployment(scope)
        && run is { Outcome: RunOutcome.Succeeded or RunOutcome.Partial, Error: null }
        && !run.Decisions.Any(decision => Same(decision.Deployment, scope.Value))
        && !run.SetAside.Any(aside =>
            aside.Kind is SetAsideKind.Unread or SetAsideKind.Leaving or SetAsideKind.Kept
            || Same(aside.Deployment, scope.Value)
            || Same(aside.Deployment, scope.Parent().Value)
        );

    private static string? Unread(RunReport run) =>
        run.Steps.Count == 0 && run.Decisions.Count == 0
            ? run.SetAside.FirstOrDefault(aside => aside.Kind == SetAsideKind.Unread)?.Reason
            : null;

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
