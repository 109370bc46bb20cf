using System.Text.Json;
using Functions.Middleware;
using Functions.Publishing;
using Functions.Queue;
using Functions.Settings;
using Importer.Configuration;
using Importer.Reports;
using Importer.Runs;
using Importer.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Triggers;

/// <summary>Looks at everything on a timer, reports what is not as designed, and puts it right where the settings say so.</summary>
internal sealed partial class CheckDrift(ImporterSettings settings, DriftChecks checks, CurrentReport report, ILogger<CheckDrift> logger)
{
    /// <summary>
    /// The function. A timer is not fired again for a failure; failing the invocation is what makes it show in the host's telemetry.
    /// </summary>
    [Function(nameof(CheckDrift))]
    public async Task RunAsync([TimerTrigger($"%{Schedule.Drift}%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var drift = await checks.RunAsync(settings.Drift, cancellationToken);
        foreach (var item in drift.Items)
        {
            LogItem(item.Kind, item.Resource, item.Action, item.Reason);
        }

        LogChecked(drift.InSync, drift.Items.Count);
        await report.NotifyAsync(cancellationToken);
        if (drift.Error is { } error)
        {
            throw new InvocationFailedException(error);
        }
    }

    [LoggerMessage(LogLevel.Information, "Drift: {Kind} {Resource}, {Action}: {Reason}")]
    private partial void LogItem(DriftKind kind, string resource, DriftAction action, string reason);

    [LoggerMessage(LogLevel.Information, "Drift check: in sync {InSync}, {Items} items.")]
    private partial void LogChecked(bool inSync, int items);
}

/// <summary>Drift checks: a plan over everything, or a run that carries it out, kept as <c>drift/latest.json</c>.</summary>
internal sealed class DriftChecks(ImportRunner runner, IDocumentStore store, TimeProvider clock)
{
    /// <summary>Looks, repairs when told to, and writes down what was found.</summary>
    public async Task<DriftReport> RunAsync(DriftMode mode, CancellationToken cancellationToken)
    {
        var request = new ReconcileRequest
        {
            RunId = RunId.Mint(clock),
            Reason = RunReason.Drift,
            ReceivedAt = clock.GetUtcNow(),
        };
        var run = mode == DriftMode.Report ? await runner.PlanAsync(request, cancellationToken) : null;

        // A withdrawal that was announced is no drift: it is carried out in every mode.
        var isPlan = run is { HasDueWithdrawals: false };
        run = isPlan ? run! : await runner.RunAsync(request, cancellationToken);
        var before = await DriftReports.ReadAsync(store, CancellationToken.None);
        var drift = DriftReports.From(run, clock.GetUtcNow(), before);
        HealthMeter.Set(drift);
        var content = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(drift, ReportJson.Readable.DriftReport));
        await store.WriteAsync(DriftReports.Latest, content, "application/json", etag: null, CancellationToken.None);
        if (isPlan)
        {
            // A run that is recorded notes it by itself.
            await new FleetRecords(store).NoteAsync(run, CancellationToken.None);
        }

        return drift;
    }
}
