using Functions.Host;
using Functions.Input;
using Functions.Runs;
using Functions.Scopes;
using Importer;
using Importer.Reports;

namespace Functions.Triggers;

/// <summary><c>GET /api/plan</c>: what a run would do, as JSON or as Markdown for a change request. Writes nothing.</summary>
internal sealed class Plan(ScopeFence fence, Runner runner, TimeProvider clock) : IFunction
{
    /// <inheritdoc/>
    public async Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var query = HttpIn.Read(invocation).Query;
        List<FieldFault> faults = [.. HttpIn.Read(invocation).UnknownQuery("scope", "format")];
        ResourceId? scope = null;
        if (query.TryGetValue("scope", out var text) && !fence.TryRead(text, out scope, out var fault))
        {
            faults.Add(new FieldFault("scope", fault));
        }

        var format = query.GetValueOrDefault("format", "json");
        if (format is not ("json" or "md"))
        {
            faults.Add(new FieldFault("format", "must be json or md"));
        }

        if (faults.Count > 0)
        {
            return HttpReply.BadInput(faults);
        }

        var run = await runner.LookAsync(RequestFor(scope), cancellationToken);
        return format == "md"
            ? HttpReply.Text(200, "text/markdown; charset=utf-8", PlanMarkdown.Write(run))
            : HttpReply.Of(run, ReportJson.Readable.RunReport);
    }

    private ReconcileRequest RequestFor(ResourceId? scope) => new()
    {
        RunId = RunId.Mint(clock),
        Reason = RunReason.Manual,
        Scope = scope,
        Mode = RunMode.Plan,
        ReceivedAt = clock.GetUtcNow(),
    };
}
