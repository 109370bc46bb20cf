using Functions.Settings;
using Importer.Configuration;
using Importer.Reports;
using Importer.Storage;

namespace Functions.Publishing;

/// <summary>Sends webhooks what is new in a report; the notifier's one verb.</summary>
internal delegate Task NotifyWebhooks(ReportDocument report, CancellationToken cancellationToken);

/// <summary>The report as of now: what is on record, against the schedules of this app.</summary>
internal sealed partial class CurrentReport(
    ImporterSettings settings,
    AppSettings app,
    ReportBuilder builder,
    NotifyWebhooks notify,
    ILogger<CurrentReport> logger
)
{
    /// <summary>Puts the report together.</summary>
    /// <exception cref="DocumentStoreException">The store is away.</exception>
    public async Task<ReportDocument> BuildAsync(CancellationToken cancellationToken) =>
        (await builder.BuildAsync(Schedules(), cancellationToken)).LinkedBy(settings);

    /// <summary>Puts the report together and notifies the webhooks; whatever becomes of that, the round that it follows stands.</summary>
    public async Task NotifyAsync(CancellationToken cancellationToken)
    {
        if (settings.Webhooks.Count == 0)
        {
            return;
        }

        try
        {
            await notify((await builder.BuildWithoutTrendsAsync(Schedules(), cancellationToken)).LinkedBy(settings), cancellationToken);
        }
        catch (Exception fault) when (fault is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            LogNotNotified(fault);
        }
    }

    private ReportSchedules Schedules()
    {
        var drift = ScheduleOf(Schedule.Drift);
        return new ReportSchedules
        {
            TestCalls = ScheduleOf(Schedule.TestCalls),
            DriftCheck = drift,
            Sweep = settings.Drift == DriftMode.Report ? null : drift,
            Report = ScheduleOf(Schedule.HealthReport),
            Longest = app.FunctionTimeout,
        };
    }

    private PartSchedule? ScheduleOf(string setting) =>
        app.Schedules.FirstOrDefault(schedule => schedule.Name == setting) is { } found ? new(found.Name, found.Text, found.After) : null;

    [LoggerMessage(LogLevel.Error, "Webhooks were not notified; the next round tries again.")]
    private partial void LogNotNotified(Exception fault);
}
