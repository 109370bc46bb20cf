using Importer.Reports;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests;

public sealed class NotifierTests : IDisposable
{
    private static readonly ReportDocument Good = new() { GeneratedAt = DateTimeOffset.UnixEpoch };
    private static readonly ReportDocument Bad = Good with { Attention = [new("contoso", "does not answer", "grant the role", null)] };

    private readonly ScriptedModels _receiver = new();
    private readonly InMemoryReportStore _store = new();

    [Fact]
    public async Task Each_change_of_state_is_told_once()
    {
        foreach (var report in new[] { Good, Bad, Bad, Good, Good, Bad })
        {
            await NewNotifier(always: false).TellAsync(report, CancellationToken.None);
        }

        Assert.Equal(3, _receiver.Calls.Count);
    }

    [Fact]
    public async Task Who_wants_to_know_always_is_told_always()
    {
        foreach (var report in new[] { Good, Good, Bad })
        {
            await NewNotifier(always: true).TellAsync(report, CancellationToken.None);
        }

        Assert.Equal(3, _receiver.Calls.Count);
    }

    [Fact]
    public void A_card_has_the_shape_that_a_workflow_takes()
    {
        var card = NotifierMessages.Card(Bad);

        Assert.Equal("message", (string?)card["type"]);
        Assert.Equal("application/vnd.microsoft.card.adaptive", (string?)card["attachments"]![0]!["contentType"]);
        Assert.Contains("grant the role", (string?)card["attachments"]![0]!["content"]!["body"]![1]!["text"], StringComparison.Ordinal);
    }

    public void Dispose() => _receiver.Dispose();

    private Notifier NewNotifier(bool always) => new(
        new HttpClient(_receiver),
        TheSettings.Default with { Webhooks = [new WebhookSettings { Url = new Uri("https://hooks.contoso.com/x"), Always = always }] },
        _store,
        NullLogger<Notifier>.Instance);
}
