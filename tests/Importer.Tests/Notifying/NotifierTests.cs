using System.Net;
using Importer.Configuration;
using Importer.Lifecycle;
using Importer.Notifications;
using Importer.Reports;
using Importer.Tests.Arm;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests.Notifying;

public sealed class NotifierTests : IDisposable
{
    private static readonly ReportDocument Good = new() { GeneratedAt = DateTimeOffset.UnixEpoch };
    private static readonly ReportDocument Bad = Good with { Attention = [new("contoso", "does not answer", "grant the role", null)] };
    private static readonly ReportDocument Worse = Good with { Attention = [.. Bad.Attention, new("fabrikam", "is gone", null, null)] };

    private readonly ScriptedModels _receiver = new();
    private readonly InMemoryReportStore _store = new();
    private readonly MovingClock _clock = new();

    [Fact]
    public async Task Each_change_of_state_is_told_once()
    {
        await TellAsync(NewNotifier(), Good, Bad, Bad, Good, Good, Bad);

        Assert.Equal(3, _receiver.Calls.Count);
    }

    [Fact]
    public async Task All_warnings_of_a_large_estate_are_told_once()
    {
        var report = Good with
        {
            Lifecycle = new LifecycleReport
            {
                GeneratedAt = Good.GeneratedAt,
                Deployments = [],
                Warnings =
                [
                    .. Enumerable
                        .Range(0, 5_000)
                        .Select(number => new RetirementWarning
                        {
                            Key = $"deployment-{number}|2026-10-01|90",
                            Deployment = $"deployment-{number}",
                            Since = Good.GeneratedAt,
                            Sentence = "stops",
                        }),
                ],
            },
        };

        await TellAsync(NewNotifier(), report, report, report);

        Assert.Single(_receiver.Calls);
    }

    [Fact]
    public async Task Who_wants_to_know_always_is_told_always()
    {
        await TellAsync(NewNotifier(always: true), Good, Good, Bad);

        Assert.Equal(3, _receiver.Calls.Count);
    }

    [Fact]
    public async Task The_same_things_in_another_order_or_spelling_are_no_change()
    {
        await TellAsync(
            NewNotifier(),
            Worse,
            Worse with
            {
                Attention = [.. Worse.Attention.Reverse().Select(item => item with { Subject = item.Subject.ToUpperInvariant() })],
            }
        );

        Assert.Single(_receiver.Calls);
    }

    [Fact]
    public async Task Of_two_instances_one_tells()
    {
        using var held = new SemaphoreSlim(0);
        var slow = new HeldReceiver(held);
        var first = NewNotifier(receiver: slow).TellAsync(Bad, CancellationToken.None);

        await TellAsync(NewNotifier(), Bad);
        held.Release();
        await first;

        Assert.Equal((1, 0), (slow.Calls, _receiver.Calls.Count));
    }

    [Fact]
    public async Task What_a_webhook_did_not_take_is_told_by_the_next_report()
    {
        _receiver.Answer = _ => new HttpResponseMessage(HttpStatusCode.Forbidden);
        await TellAsync(NewNotifier(), Bad);
        _receiver.Answer = _ => null;

        await TellAsync(NewNotifier(), Bad, Bad);

        Assert.Equal(2, _receiver.Calls.Count);
    }

    [Fact]
    public async Task A_change_whose_teller_died_is_told_when_its_claim_is_old()
    {
        _receiver.Answer = _ => throw new InvalidOperationException("the process ends here");
        await Assert.ThrowsAsync<InvalidOperationException>(() => TellAsync(NewNotifier(), Bad));
        _receiver.Answer = _ => null;

        await TellAsync(NewNotifier(), Bad);
        var soon = _receiver.Calls.Count;
        _clock.Advance(TimeSpan.FromMinutes(6));
        await TellAsync(NewNotifier(), Bad, Bad);

        Assert.Equal((1, 2), (soon, _receiver.Calls.Count));
    }

    [Fact]
    public async Task Webhooks_are_remembered_apart_and_their_addresses_are_not_kept()
    {
        _receiver.Answer = request => request.RequestUri!.Host == "down.contoso.com" ? new HttpResponseMessage(HttpStatusCode.Gone) : null;
        await TellAsync(NewNotifier(addresses: ["https://down.contoso.com/secret", "https://up.contoso.com/secret"]), Bad, Bad);

        Assert.Equal(2, _receiver.Calls.Count(call => call.Host == "down.contoso.com"));
        Assert.Single(_receiver.Calls, call => call.Host == "up.contoso.com");
        Assert.DoesNotContain(
            "secret",
            (await _store.ReadAsync(NotificationStateStore.Document, CancellationToken.None))!.Content.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_memory_that_cannot_be_read_tells_again()
    {
        await TellAsync(NewNotifier(), Bad);
        await _store.WriteAsync(
            NotificationStateStore.Document,
            BinaryData.FromString("{half"),
            "application/json",
            etag: null,
            CancellationToken.None
        );

        await TellAsync(NewNotifier(), Bad);

        Assert.Equal(2, _receiver.Calls.Count);
    }

    public void Dispose() => _receiver.Dispose();

    private static async Task TellAsync(Notifier notifier, params ReportDocument[] reports)
    {
        foreach (var report in reports)
        {
            await notifier.TellAsync(report, CancellationToken.None);
        }
    }

    private Notifier NewNotifier(bool always = false, HttpMessageHandler? receiver = null, params string[] addresses) =>
        new(
            new WebhookSender(
                new HttpClient(receiver ?? _receiver, disposeHandler: false),
                TimeProvider.System,
                NullLogger<WebhookSender>.Instance
            ),
            TheSettings.Default with
            {
                Webhooks =
                [
                    .. (addresses.Length > 0 ? addresses : ["https://hooks.contoso.com/x"]).Select(address => new WebhookSettings
                    {
                        Url = new Uri(address),
                        Always = always,
                    }),
                ],
            },
            _store,
            _clock
        );

    private sealed class HeldReceiver(SemaphoreSlim held) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            await held.WaitAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.Accepted);
        }
    }
}
