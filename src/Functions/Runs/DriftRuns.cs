using System.Text.Json;
using Importer;
using Importer.Planning;
using Importer.Reports;

namespace Functions.Runs;

/// <summary>Drift checks: a plan over everything, or a run that carries it out, kept as <c>drift/latest.json</c>.</summary>
internal sealed class DriftRuns(Runner runner, IReportStore store, TimeProvider clock)
{
    /// <summary>The document that holds the latest check.</summary>
    public const string Latest = "drift/latest.json";

    /// <summary>Looks, repairs when told to, and writes down what was found.</summary>
    public async Task<DriftReport> CheckAsync(DriftMode mode, CancellationToken cancellationToken)
    {
        var request = new ReconcileRequest { RunId = RunId.Mint(clock), Reason = RunReason.Drift, ReceivedAt = clock.GetUtcNow() };
        var run = mode == DriftMode.Report ? await runner.LookAsync(request, cancellationToken) : null;

        // A withdrawal that was announced is no drift: it is carried out in every mode.
        run = run is { HasDueWithdrawals: false } ? run : await runner.RunAsync(request, Tries.None, cancellationToken);
        var drift = DriftReports.From(run, clock.GetUtcNow());
        HealthMeter.Set(drift);
        var content = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(drift, ReportJson.Readable.DriftReport));
        await store.WriteAsync(Latest, content, "application/json", etag: null, CancellationToken.None);
        return drift;
    }
}
