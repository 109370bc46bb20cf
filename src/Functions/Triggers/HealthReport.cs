using Functions.Publishing;
using Functions.Settings;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Triggers;

/// <summary>Writes the report down on a timer: a page, its data and its Markdown, dated and as the latest.</summary>
internal sealed partial class HealthReport(CurrentReport current, ReportPublisher publisher, ILogger<HealthReport> logger)
{
    /// <summary>The function.</summary>
    [Function(nameof(HealthReport))]
    public async Task RunAsync([TimerTrigger($"%{Schedule.HealthReport}%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var report = await current.BuildAsync(cancellationToken);
        var names = await publisher.PublishAsync(report, cancellationToken);
        LogWritten(report.Attention.Count, string.Join(", ", names));
    }

    [LoggerMessage(LogLevel.Information, "{Count} action(s) required; see {Documents}.")]
    private partial void LogWritten(int count, string documents);
}
