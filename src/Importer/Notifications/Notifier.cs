using Importer.Configuration;
using Importer.Reports;
using Importer.Storage;

namespace Importer.Notifications;

/// <summary>Tells webhooks what requires action: each change of state once, or every report where the settings say so.</summary>
public sealed class Notifier(WebhookSender sender, ImporterSettings settings, IDocumentStore store, TimeProvider clock)
{
    private readonly NotificationStateStore _memory = new(store, clock);

    /// <summary>Posts to those who want to know. What could not be told stays to be told: the next report tries again.</summary>
    /// <remarks>
    /// Never throws for what a webhook answers. A store that is away costs the message and throws <see cref="DocumentStoreException"/>.
    /// </remarks>
    public async Task TellAsync(ReportDocument report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        IReadOnlyList<string> state =
        [
            .. report
                .Attention.Where(item => item.Warnings.Count == 0)
                .SelectMany(WebhookMessages.SubjectsOf)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.OrdinalIgnoreCase),
        ];
        foreach (var webhook in settings.Webhooks)
        {
            await TellAsync(webhook, report, state, cancellationToken);
        }
    }

    private async Task TellAsync(
        WebhookSettings webhook,
        ReportDocument report,
        IReadOnlyList<string> state,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<string> warnings = [.. (report.Lifecycle?.Warnings ?? []).Select(warning => warning.Key)];
        var change = await _memory.ClaimAsync(webhook, state, warnings, cancellationToken);
        if (change is null && !webhook.Always)
        {
            return;
        }

        var message = webhook.AdaptiveCard ? WebhookMessages.Card(report, change) : WebhookMessages.Plain(report, change);
        var isTold = await sender.SendAsync(webhook, message, cancellationToken);
        if (change is not null)
        {
            await _memory.EndAsync(webhook, state, change, isTold);
        }
    }
}

/// <summary>What is different from what a webhook was told last.</summary>
/// <param name="New">Subjects that require action now and did not.</param>
/// <param name="Settled">Subjects that needed one and do no more.</param>
internal sealed record StateChange(IReadOnlyList<string> New, IReadOnlyList<string> Settled)
{
    /// <summary>The keys of the warnings that it was never told.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The keys of all warnings that hold now.</summary>
    public IReadOnlyList<string> Standing { get; init; } = [];
}
