using Functions.Host;
using Functions.Scopes;
using Importer;
using Importer.Reports;
using Importer.Snapshots;

namespace Functions.Input;

/// <summary>Reads what <c>POST /api/import</c> asks, and looks whether what it names was ever saved.</summary>
internal sealed class ImportAsks(ScopeFence fence, IReportStore store, TimeProvider clock)
{
    private readonly SnapshotShelf _shelf = new(store);

    /// <summary>What is asked, or the answer that refuses it; nothing may be done then.</summary>
    /// <exception cref="ReportStoreException">The store is away.</exception>
    public async Task<(ImportAsk Ask, Answer? Refusal)> ReadAsync(HttpIn http, CancellationToken cancellationToken)
    {
        var ask = ImportAsk.Read(http, fence, clock);
        if (ask.Faults.Count > 0)
        {
            return (ask, HttpReply.BadInput(ask.Faults));
        }

        return ask.Request.Errand is { Kind: ErrandKind.Restore, Target: var run } && !await _shelf.HasAnyAsync(run, cancellationToken)
            ? (ask, HttpReply.Error(404, "NothingToRestore", $"Run {run} saved nothing: it is not known here, or it withdrew nothing. GET /api/runs lists the runs; those whose steps delete an API can be restored."))
            : (ask, null);
    }
}
