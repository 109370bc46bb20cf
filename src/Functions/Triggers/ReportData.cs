using Functions.Host;
using Functions.Input;
using Importer.Reports;

namespace Functions.Triggers;

/// <summary><c>GET /api/report.json</c>: the report as of now, as data.</summary>
internal sealed class ReportData(ReportBuilder builder) : IFunction
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
            return HttpReply.Of(await builder.BuildAsync(cancellationToken), ReportJson.Default.ReportDocument);
        }
        catch (ReportStoreException exception)
        {
            return HttpReply.StoreAway(exception.Message);
        }
    }
}
