using Functions.Http;
using Functions.Input;
using Functions.Queue;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Triggers;

/// <summary><c>GET /api/plan</c>: what a run would do, as JSON or as Markdown for a change request. Writes nothing.</summary>
internal sealed class Plan(ScopeValidator scopes, ImportRunner runner, TimeProvider clock)
{
    /// <summary>The function.</summary>
    [Function(nameof(Plan))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "plan")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var http = HttpInput.Read(request);
        var (scope, format, faults) = Read(http);
        if (faults.Count > 0)
        {
            return HttpAnswers.BadInput(faults);
        }

        var run = await runner.PlanAsync(RequestFor(scope), cancellationToken);
        if (HttpAnswers.Unsuccessful(run, scope) is { } unsuccessful)
        {
            return unsuccessful;
        }

        return format == "md"
            ? HttpAnswers.Text(StatusCodes.Status200OK, "text/markdown; charset=utf-8", PlanMarkdown.Write(run))
            : HttpAnswers.Of(run, ReportJson.Readable.RunReport);
    }

    private (ResourceId? Scope, string Format, IReadOnlyList<FieldFault> Faults) Read(HttpInput http)
    {
        List<FieldFault> faults = [.. http.UnknownQuery("scope", "format")];
        ResourceId? scope = null;
        if (http.Query.TryGetValue("scope", out var text) && !scopes.TryRead(text, out scope, out var fault))
        {
            faults.Add(new FieldFault("scope", fault));
        }

        var format = http.Query.GetValueOrDefault("format", "json");
        if (format is not ("json" or "md"))
        {
            faults.Add(new FieldFault("format", "must be json or md"));
        }

        return (scope, format, faults);
    }

    private ReconcileRequest RequestFor(ResourceId? scope) =>
        new()
        {
            RunId = RunId.Mint(clock),
            Reason = RunReason.Manual,
            Scope = scope,
            Mode = RunMode.Plan,
            ReceivedAt = clock.GetUtcNow(),
        };
}
