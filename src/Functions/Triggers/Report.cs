using Functions.Host;
using Functions.Input;
using Functions.Pages;
using Importer.Reports;

namespace Functions.Triggers;

/// <summary><c>GET /api/report</c>: the report as of now, as a page.</summary>
internal sealed class Report(ReportBuilder builder, ReportRenderer renderer) : IFunction
{
    /// <inheritdoc/>
    public async Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        List<FieldFault> faults = [.. HttpIn.Read(invocation).UnknownQuery()];
        if (faults.Count > 0)
        {
            return HttpReply.BadInput(faults);
        }

        try
        {
            return HttpReply.Text(200, "text/html; charset=utf-8", await renderer.RenderAsync(await builder.BuildAsync(cancellationToken)));
        }
        catch (ReportStoreException exception)
        {
            return HttpReply.StoreAway(exception.Message);
        }
    }
}
