using Functions.Http;
using Functions.Input;
using Functions.Publishing;
using Importer.Reports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Pages;

namespace Functions.Triggers;

/// <summary><c>GET /api/report</c> and <c>GET /api/report.json</c>: the report as of now, as a page and as data.</summary>
internal sealed class Reports(CurrentReport report, ReportRenderer renderer)
{
    /// <summary>The function that gives the page.</summary>
    [Function("Report")]
    public async Task<IActionResult> PageAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "report")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        Refusal(request)
        ?? HttpAnswers.Text(
            StatusCodes.Status200OK,
            "text/html; charset=utf-8",
            await renderer.RenderAsync(await report.BuildAsync(cancellationToken))
        );

    /// <summary>The function that gives the data.</summary>
    [Function("ReportData")]
    public async Task<IActionResult> DataAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "report.json")] HttpRequest request,
        CancellationToken cancellationToken
    ) => Refusal(request) ?? HttpAnswers.Of(await report.BuildAsync(cancellationToken), ReportJson.Default.ReportDocument);

    private static TextAnswer? Refusal(HttpRequest request)
    {
        List<FieldFault> faults = [.. HttpInput.Read(request).UnknownQuery()];
        return faults.Count > 0 ? HttpAnswers.BadInput(faults) : null;
    }
}
