using System.Globalization;
using Functions.Http;
using Functions.Input;
using Importer.Reports;
using Importer.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Triggers;

/// <summary><c>GET /api/runs</c> and <c>GET /api/runs/{id}</c>: what was done, newest first.</summary>
internal sealed class Runs(RunRecords records)
{
    private const int Most = 200;

    /// <summary>The function.</summary>
    [Function(nameof(Runs))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs/{id?}")] HttpRequest request,
        string? id,
        CancellationToken cancellationToken
    ) => id is null ? ListAsync(HttpInput.Read(request), cancellationToken) : OneAsync(id, HttpInput.Read(request), cancellationToken);

    private async Task<IActionResult> OneAsync(string id, HttpInput http, CancellationToken cancellationToken)
    {
        List<FieldFault> faults = [.. http.UnknownQuery()];
        if (!RunId.IsValid(id))
        {
            faults.Add(new FieldFault("id", "must be 8 to 64 characters of a-z 0-9 -"));
        }

        if (faults.Count > 0)
        {
            return HttpAnswers.BadInput(faults);
        }

        return await records.ReadAsync(id, cancellationToken) is { } run
            ? HttpAnswers.Of(run, ReportJson.Readable.RunReport)
            : HttpAnswers.Error(StatusCodes.Status404NotFound, "RunNotFound", $"There is no run {id}.");
    }

    private async Task<IActionResult> ListAsync(HttpInput http, CancellationToken cancellationToken)
    {
        List<FieldFault> faults = [.. http.UnknownQuery("top")];
        var top = 50;
        if (
            http.Query.TryGetValue("top", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out top) || top is < 1 or > Most)
        )
        {
            faults.Add(new FieldFault("top", $"must be a whole number from 1 to {Most}"));
        }

        return faults.Count > 0
            ? HttpAnswers.BadInput(faults)
            : HttpAnswers.Of(new RunList(await records.ListAsync(top, cancellationToken)), ReportJson.Readable.RunList);
    }
}
