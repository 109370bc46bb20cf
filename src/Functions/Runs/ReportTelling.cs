using Importer;
using Importer.Reports;

namespace Functions.Runs;

/// <summary>Tells webhooks after a round; whatever becomes of the message, the round stands.</summary>
internal sealed partial class ReportTelling(ImporterSettings settings, ReportBuilder builder, Tell tell, ILogger<ReportTelling> logger)
{
    /// <summary>Puts the report together and tells it.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        if (settings.Webhooks.Count == 0)
        {
            return;
        }

        try
        {
            await tell(await builder.BuildAsync(cancellationToken), cancellationToken);
        }
        catch (Exception fault) when (fault is ReportStoreException or IOException or UnauthorizedAccessException)
        {
            LogUntold(fault);
        }
    }

    [LoggerMessage(LogLevel.Error, "Webhooks were not told; the next round tries again.")]
    private partial void LogUntold(Exception fault);
}
