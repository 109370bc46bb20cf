using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Importer.Reports;
using Microsoft.Extensions.Logging;

namespace Importer;

/// <summary>Tells webhooks what needs a person: on each change of state once, or always where the settings say so.</summary>
public sealed partial class Notifier(HttpClient http, ImporterSettings settings, IReportStore store, ILogger<Notifier> logger)
{
    /// <summary>The document that holds the state that was told last.</summary>
    public const string State = "notify/state.txt";

    private const int Tries = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Posts to those who want to know. A webhook that fails costs a log line and nothing else.</summary>
    public async Task TellAsync(ReportDocument report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (settings.Webhooks.Count == 0)
        {
            return;
        }

        var isChange = await ClaimAsync(report, cancellationToken);
        foreach (var webhook in settings.Webhooks.Where(webhook => webhook.Always || isChange))
        {
            await SendAsync(webhook, report, cancellationToken);
        }
    }

    // Whoever writes the new state tells it: of two instances that see the same change, one.
    private async Task<bool> ClaimAsync(ReportDocument report, CancellationToken cancellationToken)
    {
        var subjects = string.Join('\n', report.Attention.Select(item => item.Subject.ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal));
        var state = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subjects)));
        var known = await store.ReadAsync(State, cancellationToken);
        return known?.Content.ToString() != state
            && await store.WriteAsync(State, BinaryData.FromString(state), "text/plain", known?.ETag ?? "", cancellationToken)
            && (known is not null || report.Attention.Count > 0);
    }

    private async Task SendAsync(WebhookSettings webhook, ReportDocument report, CancellationToken cancellationToken)
    {
        var message = webhook.AdaptiveCard ? NotifierMessages.Card(report) : NotifierMessages.Plain(report);
        for (var tries = 1; ; tries++)
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            ends.CancelAfter(Patience);
            try
            {
                using var response = await http.PostAsJsonAsync(webhook.Url, message, ends.Token);
                if (response.IsSuccessStatusCode || tries == Tries || (int)response.StatusCode is >= 400 and < 500 and not (408 or 429))
                {
                    LogTold(webhook.Url.Host, (int)response.StatusCode);
                    return;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                if (tries == Tries)
                {
                    LogUntold(webhook.Url.Host, fault.GetType().Name);
                    return;
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Told the webhook at {Host}: HTTP {Status}")]
    private partial void LogTold(string host, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook at {Host} could not be told: {Fault}")]
    private partial void LogUntold(string host, string fault);
}
