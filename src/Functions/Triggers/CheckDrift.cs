using Functions.Host;
using Functions.Runs;
using Importer;
using Importer.Reports;

namespace Functions.Triggers;

/// <summary>Looks at everything on a timer, tells what is not as designed, and puts it right where the settings say so.</summary>
internal sealed partial class CheckDrift(ImporterSettings settings, DriftRuns runs, ReportTelling telling, ILogger<CheckDrift> logger) : IFunction
{
    /// <inheritdoc/>
    public async Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var drift = await runs.CheckAsync(settings.Drift, cancellationToken);
        foreach (var item in drift.Items)
        {
            LogItem(item.Kind, item.Resource, item.Action, item.Reason);
        }

        LogChecked(drift.InSync, drift.Items.Count);
        await telling.TellAsync(cancellationToken);

        // A timer is not fired again for a failure; failing the invocation is what makes it show in the host's telemetry.
        return drift.Error is { } error
            ? Answer.Redeliver(error)
            : Answer.Done(drift.InSync ? "in sync" : $"{drift.Items.Count} item(s) differ; see drift/latest.json");
    }

    [LoggerMessage(LogLevel.Information, "Drift: {Kind} {Resource}, {Action}: {Reason}")]
    private partial void LogItem(DriftKind kind, string resource, DriftAction action, string reason);

    [LoggerMessage(LogLevel.Information, "Drift check: in sync {InSync}, {Items} items.")]
    private partial void LogChecked(bool inSync, int items);
}
