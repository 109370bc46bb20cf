using Importer.Reports;

namespace Importer.Notifying;

/// <summary>Tells webhooks what needs a person: each change of state once, or every report where the settings say so.</summary>
public sealed class Notifier(WebhookSender sender, ImporterSettings settings, IReportStore store, TimeProvider clock)
{
    private readonly ToldMemory _memory = new(store, clock);

    /// <summary>Posts to those who want to know. What could not be told stays to be told: the next report tries again.</summary>
    /// <remarks>Never throws for what a webhook answers. A store that is away costs the message and throws <see cref="ReportStoreException"/>.</remarks>
    public async Task TellAsync(ReportDocument report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        IReadOnlyList<string> state = [.. report.Attention.Select(item => item.Subject).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
        foreach (var webhook in settings.Webhooks)
        {
            await TellAsync(webhook, report, state, cancellationToken);
        }
    }

    private async Task TellAsync(WebhookSettings webhook, ReportDocument report, IReadOnlyList<string> state, CancellationToken cancellationToken)
    {
        var change = await _memory.ClaimAsync(webhook, state, cancellationToken);
        if (change is null && !webhook.Always)
        {
            return;
        }

        var message = webhook.AdaptiveCard ? WebhookMessages.Card(report, change) : WebhookMessages.Plain(report, change);
        var isTold = await sender.SendAsync(webhook, message, cancellationToken);
        if (change is not null)
        {
            await _memory.EndAsync(webhook, state, isTold);
        }
    }
}
