using System.Globalization;
using Functions.Settings;
using Importer.Configuration;
using Importer.Reports;
using Importer.Storage;

namespace Functions.Pages;

/// <summary>Sends webhooks what is new in a report; the notifier's one verb.</summary>
internal delegate Task NotifyWebhooks(ReportDocument report, CancellationToken cancellationToken);

/// <summary>The report as of now: what is on record, and which timer has not fired for too long.</summary>
internal sealed partial class CurrentReport(
    ImporterSettings settings, AppSettings app, ReportBuilder builder, NotifyWebhooks notify, ILogger<CurrentReport> logger)
{
    // A check may take as long as a function may; a host that was busy fires late.
    private const int MissedTimes = 2;

    /// <summary>Puts the report together.</summary>
    /// <exception cref="DocumentStoreException">The store is away.</exception>
    public async Task<ReportDocument> BuildAsync(CancellationToken cancellationToken)
    {
        var report = await builder.BuildAsync(cancellationToken);
        var late = app.Schedules.Select(schedule => Late(schedule, report)).OfType<ReportAttention>().ToList();
        return late.Count == 0 ? report : report with { Attention = [.. late, .. report.Attention] };
    }

    /// <summary>Puts the report together and notifies the webhooks; whatever becomes of that, the round that it follows stands.</summary>
    public async Task NotifyAsync(CancellationToken cancellationToken)
    {
        if (settings.Webhooks.Count == 0)
        {
            return;
        }

        try
        {
            await notify(await BuildAsync(cancellationToken), cancellationToken);
        }
        catch (Exception fault) when (fault is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            LogNotNotified(fault);
        }
    }

    private ReportAttention? Late(Schedule schedule, ReportDocument report)
    {
        var (what, last) = schedule.Name switch
        {
            Schedule.Drift => ("drift check", report.Drift?.GeneratedAt),
            Schedule.TestCalls => ("test calls", report.Health?.GeneratedAt),
            _ => (null, null),
        };

        // Before the first of them, the oldest run says for how long it has been missing at least.
        var since = last ?? (report.Runs.Count > 0 ? report.Runs[^1].StartedAt : report.GeneratedAt);
        if (what is null || schedule.After(since, MissedTimes) + app.FunctionTimeout >= report.GeneratedAt)
        {
            return null;
        }

        var time = since.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return new ReportAttention(
            what,
            last is null ? $"no {what} on record, though runs go back to {time} UTC" : $"no {what} since {time} UTC",
            $"look at the host's log for the timer's function, and at the app setting {schedule.Name}",
            since);
    }

    [LoggerMessage(LogLevel.Error, "Webhooks were not notified; the next round tries again.")]
    private partial void LogNotNotified(Exception fault);
}
