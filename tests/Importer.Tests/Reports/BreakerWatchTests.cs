using System.Globalization;
using System.Text;
using Importer.Reports;
using Importer.Resources;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Reports;

/// <summary>What is known of members' breakers from events that come twice, late, in no order, and from several instances of a gateway.</summary>
public sealed class BreakerWatchTests
{
    private const string Backend = "ai--contoso--gpt-4o";
    private static readonly DateTimeOffset Begin = new(2026, 3, 14, 9, 30, 0, TimeSpan.Zero);
    private static readonly ResourceId Account = AnAccount.Id("contoso");
    private static readonly string Deployment = $"{Account}/deployments/gpt-4o";

    [Fact]
    public void Without_any_event_a_member_is_not_watched_and_not_closed()
    {
        var word = new BreakerWatch([]).Of(Backend, Begin);

        Assert.Equal(BreakerState.NotWatched, word.State);
        Assert.Contains("no breaker event was ever heard", word.Words, StringComparison.Ordinal);
        Assert.Null(word.HeardAt);
    }

    [Fact]
    public void Of_a_member_without_an_event_nothing_is_known_while_others_are_heard()
    {
        var word = new BreakerWatch([Heard(Opened(0, 60))]).Of("ai--contoso--gpt-5", At(10));

        Assert.Equal(BreakerState.NotHeard, word.State);
        Assert.Contains("the last of any member is of 2026-03-14 09:30:00Z", word.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_open_until_its_time_is_over_and_then_not_known_until_a_closing_is_heard()
    {
        var opened = Heard(Opened(0, 60));

        Assert.Equal((BreakerState.Open, (DateTimeOffset?)Begin), (Word(opened, 59).State, Word(opened, 59).Since));
        Assert.Equal(
            "breaker open since 2026-03-14 09:30:00Z, until 2026-03-14 09:31:00Z at the latest; last heard 2026-03-14 09:30:00Z",
            Word(opened, 59).Words
        );
        Assert.Equal((BreakerState.Unknown, (DateTimeOffset?)At(60)), (Word(opened, 61).State, Word(opened, 61).Since));
        Assert.Equal(BreakerState.Closed, Word(opened.With(Closed(60)), 61).State);
    }

    [Fact]
    public void Each_instance_of_a_gateway_opens_and_closes_by_itself()
    {
        var both = Heard(Opened(0, 60), Opened(30, 60));
        Assert.Contains("on 2 instances of the gateway, until 2026-03-14 09:31:30Z", Word(both, 40).Words, StringComparison.Ordinal);

        var one = both.With(Closed(60));
        Assert.Equal((BreakerState.Open, (DateTimeOffset?)At(30)), (Word(one, 61).State, Word(one, 61).Since));
        Assert.Equal(BreakerState.Closed, Word(one.With(Closed(90)), 91).State);
    }

    [Fact]
    public void A_copy_of_an_event_says_nothing_new_and_an_opening_that_comes_after_its_closing_is_over()
    {
        var opened = Opened(0, 60);
        Assert.Equal(BreakerState.Closed, Word(Heard(opened, Closed(60), opened), 61).State);
        Assert.Equal(BreakerState.Closed, Word(Heard(Closed(60), opened), 61).State);

        var again = Word(Heard(Closed(60), opened, Opened(70, 60)), 80);
        Assert.Equal((BreakerState.Open, (DateTimeOffset?)At(70)), (again.State, again.Since));
    }

    [Fact]
    public void An_opening_that_does_not_say_how_long_lasts_for_a_day_at_most()
    {
        var opened = Heard(Opened(0, null));

        Assert.Equal(BreakerState.Open, Word(opened, 86_399).State);
        Assert.Equal(BreakerState.Unknown, Word(opened, 86_401).State);
    }

    // Whatever the order, and however often a copy comes: who opened and closed as often is closed, and the record keeps its size.
    [Fact]
    public void Every_order_of_openings_and_closings_ends_in_the_same_word()
    {
        BreakerHeard[] events = [Opened(0, 60), Opened(20, 60), Closed(60), Closed(80), Opened(100, 600)];

        foreach (var order in Orders(events))
        {
            var word = Word(Heard([.. order, .. order]), 120);

            Assert.Equal((BreakerState.Open, (DateTimeOffset?)At(100)), (word.State, word.Since));
        }
    }

    [Fact]
    public void A_record_keeps_its_size_whatever_is_heard()
    {
        var breakers = new AccountBreakers(Account.Value);
        for (var at = 0; at < 2000; at++)
        {
            breakers = breakers.With(Opened(at, 86_400, $"ai--contoso--{at % 300}"));
        }

        for (var at = 0; at < 500; at++)
        {
            breakers = breakers.With(Opened(2000 + at, 86_400));
        }

        Assert.InRange(breakers.Members.Count, 100, 128);
        Assert.InRange(breakers.Members.Sum(member => member.Openings.Count), 100, 1000);
        Assert.InRange(breakers.Events.Count, 1, 64);
    }

    [Fact]
    public void A_first_event_has_a_look_at_once_and_those_that_follow_have_one_later_each_pause_longer()
    {
        var breakers = new AccountBreakers(Account.Value);
        List<double> looks = [];
        for (var at = 0; at < 3600; at += 10)
        {
            var (due, after) = breakers.Look(At(at), Pause);
            breakers = after;
            if (due is { } moment)
            {
                looks.Add((moment - Begin).TotalSeconds);
                Assert.True(moment >= At(at), "a look before the event that it is for");
            }
        }

        Assert.Equal([0, 30, 90, 210, 450, 930, 1830, 2730, 3630], looks);

        // After a quiet half hour the next event is news again.
        Assert.Equal(At(9000), breakers.Look(At(9000), Pause).At);
    }

    [Fact]
    public void A_look_that_is_planned_for_a_time_that_no_pause_reaches_is_not_waited_for()
    {
        var breakers = new AccountBreakers(Account.Value) { LookAt = At(86_400), Looks = 3 };

        var (due, after) = breakers.Look(At(0), Pause);

        Assert.Equal((At(0), 1), (due, after.Looks));
    }

    [Fact]
    public async Task Records_are_read_back_and_one_that_is_damaged_or_of_another_account_counts_for_nothing()
    {
        var store = new InMemoryReportStore();
        var records = new BreakerRecords(store);
        var (empty, none) = await records.ReadAsync(Account, CancellationToken.None);
        Assert.True(await records.WriteAsync(empty.With(Opened(0, 60)), none, CancellationToken.None));
        Assert.False(await records.WriteAsync(empty.With(Opened(1, 60)), none, CancellationToken.None));

        var watch = await records.ReadAsync(CancellationToken.None);

        Assert.Equal(BreakerState.Open, watch.Of(Backend.ToUpperInvariant(), At(1)).State);
        Assert.Equal(Account.Value, Assert.Single(watch.Accounts).Account);
        var name = (await store.ListAsync("breakers/", CancellationToken.None)).Single();
        var copy = await store.ReadAsync(name, CancellationToken.None);
        await store.WriteAsync($"breakers/{new string('0', 40)}.json", copy!.Content, "application/json", null, CancellationToken.None);
        Assert.Single((await records.ReadAsync(CancellationToken.None)).Accounts);
        await store.WriteAsync(name, BinaryData.FromString("{"), "application/json", null, CancellationToken.None);
        Assert.Equal(BreakerState.NotWatched, (await records.ReadAsync(CancellationToken.None)).Of(Backend, At(1)).State);
        Assert.Empty((await records.ReadAsync(Account, CancellationToken.None)).Breakers.Members);
    }

    [Fact]
    public void What_is_open_for_an_hour_requires_action_and_what_flickers_or_is_not_known_does_not()
    {
        var watch = new BreakerWatch([Heard(Opened(0, 86_400), Opened(3500, 600, "ai--contoso--other"))]);

        Assert.Empty(watch.Attentions(At(3599)));
        var told = Assert.Single(watch.Attentions(At(3600)));
        Assert.Equal((Deployment, (DateTimeOffset?)Begin, RunbookSections.FleetBreaker), (told.Subject, told.Since, told.Section));
        Assert.Empty(watch.Attentions(At(86_401)));
    }

    [Fact]
    public void Of_a_deployment_in_two_fleets_the_breaker_that_is_open_is_told()
    {
        var watch = new BreakerWatch([Heard(Opened(0, 60), Closed(60), Opened(70, 60, "other--contoso--gpt-4o"))]);

        Assert.Equal(BreakerState.Open, watch.OfDeployment(Deployment.ToUpperInvariant(), At(80)).State);
        Assert.Equal(BreakerState.NotHeard, watch.OfDeployment($"{Account}/deployments/gpt-5", At(80)).State);
        Assert.Equal(BreakerState.NotWatched, new BreakerWatch([]).OfDeployment(Deployment, At(80)).State);
    }

    private static AccountBreakers Heard(params BreakerHeard[] events) =>
        events.Aggregate(new AccountBreakers(Account.Value), (breakers, heard) => breakers.With(heard));

    private static BreakerWord Word(AccountBreakers breakers, int seconds) => new BreakerWatch([breakers]).Of(Backend, At(seconds));

    private static BreakerHeard Opened(int seconds, int? trip, string backend = Backend) =>
        new(Id($"opened-{backend}", seconds), backend, Deployment, At(seconds))
        {
            Opened = true,
            Trip = trip is { } given ? TimeSpan.FromSeconds(given) : null,
        };

    private static BreakerHeard Closed(int seconds) => new(Id("closed", seconds), Backend, Deployment, At(seconds));

    private static string Id(string what, int seconds) =>
        new StringBuilder(what).Append('-').Append(seconds.ToString(CultureInfo.InvariantCulture)).ToString();

    private static DateTimeOffset At(int seconds) => Begin + TimeSpan.FromSeconds(seconds);

    private static TimeSpan Pause(int looks) => TimeSpan.FromSeconds(Math.Min(900, 30 * Math.Pow(2, looks - 1)));

    private static IEnumerable<IReadOnlyList<BreakerHeard>> Orders(IReadOnlyList<BreakerHeard> events) =>
        events.Count == 0
            ?
            [
                [],
            ]
            : events.SelectMany(first =>
                Orders([.. events.Where(other => other != first)]).Select(rest => (IReadOnlyList<BreakerHeard>)[first, .. rest])
            );
}
