using System.Text.Json.Nodes;
using Importer.Configuration;
using Importer.Notifications;
using Importer.Reports;
using Importer.Tests.Arm;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Importer.Tests.Reports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests.Notifying;

/// <summary>An alias that loses its last member or its provisioned tier: told once, and once when it is back.</summary>
public sealed class AliasLossTests : IDisposable
{
    private const string Alias = "alias ai/gpt-4o";
    private const string Tier = "provisioned tier of alias ai/gpt-4o";

    private static readonly string[] Both = ["p/gpt-4o:GlobalProvisionedManaged:50", "a/gpt-4o"];

    private readonly ScriptedModels _receiver = new();
    private readonly InMemoryReportStore _store = new();
    private readonly MovingClock _clock = new();
    private int _runs;

    [Fact]
    public async Task The_last_member_that_goes_is_told_once_and_once_when_somebody_is_back()
    {
        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"));
        Assert.Empty(await TellAsync());

        await RanAsync(AnAlias.Of("gpt-4o"));
        Assert.Equal([$"new {Alias}"], await TellAsync());
        await RanAsync(AnAlias.Of("gpt-4o"));
        Assert.Empty(await TellAsync());
        Assert.Empty(await TellAsync());

        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"));
        Assert.Equal([$"settled {Alias}"], await TellAsync());
        Assert.Empty(await TellAsync());
    }

    [Fact]
    public async Task An_alias_whose_last_deployment_was_deleted_is_the_same_loss_though_no_run_names_it_any_more()
    {
        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"), AnAlias.Of("gpt-5", "a/gpt-5"));
        await TellAsync();

        await RanAsync(AnAlias.Of("gpt-5", "a/gpt-5"));
        Assert.Equal([$"new {Alias}"], await TellAsync());
        var item = Assert.Single((await ReportAsync()).Attention, item => item.Subject == Alias);
        Assert.Contains("404 model_not_found", item.What, StringComparison.Ordinal);

        // The only other alias goes too: then the run names none at all.
        await RanAsync();
        Assert.Equal(["new alias ai/gpt-5"], await TellAsync());
        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"), AnAlias.Of("gpt-5", "a/gpt-5"));
        Assert.Equal([$"settled {Alias}", "settled alias ai/gpt-5"], await TellAsync());
    }

    [Fact]
    public async Task From_paused_to_deleted_is_no_news()
    {
        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"));
        await TellAsync();
        await RanAsync(AnAlias.Of("gpt-4o"));
        await TellAsync();

        await RanAsync();

        Assert.Empty(await TellAsync());
        Assert.Equal(AliasState.Ended, (await ReportAsync()).Aliases!.Aliases[0].State);
    }

    [Fact]
    public async Task The_provisioned_tier_that_goes_is_told_once_and_once_when_it_is_back()
    {
        await RanAsync(AnAlias.Of("gpt-4o", Both));
        await TellAsync();

        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"));
        Assert.Equal([$"new {Tier}"], await TellAsync());
        Assert.Equal(AliasState.Reduced, (await ReportAsync()).Aliases!.Aliases[0].State);
        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o", "b/gpt-4o"));
        Assert.Empty(await TellAsync());

        await RanAsync(AnAlias.Of("gpt-4o", Both));
        Assert.Equal([$"settled {Tier}"], await TellAsync());
    }

    [Fact]
    public async Task Who_loses_both_at_once_is_told_of_the_worse_and_of_the_tier_when_only_that_is_left_away()
    {
        await RanAsync(AnAlias.Of("gpt-4o", Both[0]));
        await TellAsync();

        await RanAsync(AnAlias.Of("gpt-4o"));
        Assert.Equal([$"new {Alias}"], await TellAsync());
        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"));
        Assert.Equal([$"new {Tier}", $"settled {Alias}"], await TellAsync());
        await RanAsync(AnAlias.Of("gpt-4o"));
        Assert.Equal([$"new {Alias}"], await TellAsync());
    }

    [Fact]
    public async Task An_alias_that_never_had_a_member_is_given_an_hour_for_its_first()
    {
        await RanAsync(AnAlias.Of("gpt-4o"));
        Assert.Empty(await TellAsync());
        _clock.Advance(TimeSpan.FromMinutes(61));
        await RanAsync(AnAlias.Of("gpt-4o"));

        Assert.Equal([$"new {Alias}"], await TellAsync());
    }

    [Fact]
    public async Task One_that_never_had_provisioned_capacity_misses_none()
    {
        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"));
        await RanAsync(AnAlias.Of("gpt-4o", "b/gpt-4o"));

        Assert.Empty(await TellAsync());
        Assert.Equal(AliasState.Unproven, (await ReportAsync()).Aliases!.Aliases[0].State);
    }

    [Fact]
    public async Task After_its_time_what_is_gone_is_taken_for_what_was_wanted()
    {
        await RanAsync(AnAlias.Of("gpt-4o", Both), AnAlias.Of("gpt-5", "a/gpt-5"));
        await TellAsync();
        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"));
        Assert.Equal(["new alias ai/gpt-5", $"new {Tier}"], await TellAsync());

        _clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(["settled alias ai/gpt-5"], await TellAsync());
        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"));
        Assert.Empty(await TellAsync());
        _clock.Advance(TimeSpan.FromDays(23));
        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"));
        Assert.Equal([$"settled {Tier}"], await TellAsync());
    }

    [Fact]
    public async Task The_aliases_of_a_fleet_that_left_the_settings_are_missed_by_nobody()
    {
        await RanAsync(AnAlias.Of("gpt-4o", Both));
        await TellAsync();

        await new RunRecords(_store).FinishAsync(
            AnAlias.Run("run-99999999", _clock.GetUtcNow()) with
            {
                Fleets = [],
            },
            CancellationToken.None
        );

        Assert.Empty(await TellAsync());
        Assert.Null((await ReportAsync()).Aliases);
    }

    [Fact]
    public async Task Several_at_once_are_one_action_and_each_is_remembered_by_its_own_name()
    {
        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"), AnAlias.Of("gpt-5", "a/gpt-5"));
        await TellAsync();
        await RanAsync(AnAlias.Of("gpt-4o"), AnAlias.Of("gpt-5"));

        var item = Assert.Single((await ReportAsync()).Attention, item => item.Names.Count == 2);
        Assert.Equal("2 aliases of fleet ai", item.Subject);
        Assert.Equal([$"new {Alias}", "new alias ai/gpt-5"], await TellAsync());
        await RanAsync(AnAlias.Of("gpt-4o"), AnAlias.Of("gpt-5", "a/gpt-5"));
        Assert.Equal(["settled alias ai/gpt-5"], await TellAsync());
    }

    [Theory]
    [InlineData("{half")]
    [InlineData("null")]
    public async Task A_memory_that_somebody_broke_tells_at_worst_again(string forged)
    {
        await RanAsync(AnAlias.Of("gpt-4o", "a/gpt-4o"));
        await TellAsync();
        await RanAsync(AnAlias.Of("gpt-4o"));
        await TellAsync();

        await _store.WriteAsync(
            NotificationStateStore.Document,
            BinaryData.FromString(forged),
            "application/json",
            null,
            CancellationToken.None
        );

        Assert.Equal([$"new {Alias}"], await TellAsync());
        Assert.Empty(await TellAsync());
    }

    public void Dispose() => _receiver.Dispose();

    private Task RanAsync(params RunAlias[] aliases)
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        return new RunRecords(_store).FinishAsync(
            AnAlias.Run($"run-{++_runs:00000000}", _clock.GetUtcNow(), aliases),
            CancellationToken.None
        );
    }

    private Task<ReportDocument> ReportAsync() => new ReportBuilder(_store, _clock).BuildAsync(CancellationToken.None);

    // What the webhook is told now: of each message what is new and what is settled.
    private async Task<IReadOnlyList<string>> TellAsync()
    {
        var told = new List<JsonNode>();
        _receiver.Answer = request =>
        {
            using var reader = new StreamReader(request.Content!.ReadAsStream());
            told.Add(JsonNode.Parse(reader.ReadToEnd())!);
            return null;
        };
        using var http = new HttpClient(_receiver, disposeHandler: false);
        await new Notifier(
            new WebhookSender(http, TimeProvider.System, NullLogger<WebhookSender>.Instance),
            TheSettings.Default with
            {
                Webhooks = [new WebhookSettings { Url = new Uri("https://hooks.contoso.com/x"), AdaptiveCard = false }],
            },
            _store,
            _clock
        ).TellAsync(await ReportAsync(), CancellationToken.None);
        return
        [
            .. told.SelectMany(message =>
                message["new"]!
                    .AsArray()
                    .Select(subject => $"new {subject}")
                    .Concat(message["settled"]!.AsArray().Select(subject => $"settled {subject}"))
            ),
        ];
    }
}
