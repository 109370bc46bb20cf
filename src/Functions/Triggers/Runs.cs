using System.Globalization;
using Functions.Host;
using Functions.Input;
using Importer;
using Importer.Reports;

namespace Functions.Triggers;

/// <summary><c>GET /api/runs</c> and <c>GET /api/runs/{id}</c>: what was done, newest first.</summary>
internal sealed class Runs(RunRecords records) : IFunction
{
    private const int Most = 200;

    /// <inheritdoc/>
    public async Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            return HttpIn.Param(invocation, "id") is { } id
                ? await OneAsync(id, HttpIn.Read(invocation), cancellationToken)
                : await ListAsync(HttpIn.Read(invocation), cancellationToken);
        }
        catch (ReportStoreException exception)
        {
            return HttpReply.StoreAway(exception.Message);
        }
    }

    private async Task<Answer> OneAsync(string id, HttpIn http, CancellationToken cancellationToken)
    {
        List<FieldFault> faults = [.. http.UnknownQuery()];
        if (!RunId.IsValid(id))
        {
            faults.Add(new FieldFault("id", "must be 8 to 64 characters of a-z 0-9 -"));
        }

        if (faults.Count > 0)
        {
            return HttpReply.BadInput(faults);
        }

        return await records.ReadAsync(id, cancellationToken) is { } run
            ? HttpReply.Of(run, ReportJson.Readable.RunReport)
            : HttpReply.Error(404, "RunNotFound", $"There is no run {id}.");
    }

    private async Task<Answer> ListAsync(HttpIn http, CancellationToken cancellationToken)
    {
        List<FieldFault> faults = [.. http.UnknownQuery("top")];
        var top = 50;
        if (http.Query.TryGetValue("top", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out top) || top is < 1 or > Most))
        {
            faults.Add(new FieldFault("top", $"must be a whole number from 1 to {Most}"));
        }

        return faults.Count > 0
            ? HttpReply.BadInput(faults)
            : HttpReply.Of(new RunList(await records.ListAsync(top, cancellationToken)), ReportJson.Readable.RunList);
    }
}
