using System.Text.Json.Nodes;
using Importer.Gateway;
using Importer.Resources;
using Importer.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Queue;

/// <summary>
/// A flood of events for accounts that are not there costs looks and a few records, and no run, record, note or lease each; what is there
/// is never hidden.
/// </summary>
public sealed class FloodTests
{
    private readonly ClockAhead _clock = new();

    [Fact]
    public async Task Four_hundred_accounts_that_are_not_there_cost_a_look_each_and_twenty_records()
    {
        await using var app = New();
        var names = Enumerable.Range(0, 400).Select(each => $"{AppUnderTest.Account}-{each}").ToList();
        app.Missing.UnionWith(names.Select(ResourceId.Parse));
        var messages = await EventsAsync(app, [.. names]);
        _clock.Ahead += TimeSpan.FromSeconds(3);

        foreach (var message in messages)
        {
            Assert.True((await app.SendMessageAsync(message)).IsDone);
        }

        Assert.Equal((20, 400, 1), (app.Requests.Count, app.AccountLooks, app.ApiLists));
        Assert.Equal(20, app.Store.Names.Count(name => name.StartsWith("runs/", StringComparison.Ordinal)));
        Assert.DoesNotContain(app.Store.Names, name => name.StartsWith("waiting/", StringComparison.Ordinal));
        Assert.Empty(app.Leases.Asked);
        Assert.Contains("is not made: the account of", app.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_answers_for_every_event_of_that_account_that_came_before_it()
    {
        await using var app = New();
        app.Missing.Add(ResourceId.Parse(AppUnderTest.Account));
        var messages = await EventsAsync(app, [.. Enumerable.Repeat(AppUnderTest.Account, 400)]);
        _clock.Ahead += TimeSpan.FromSeconds(3);

        foreach (var message in messages)
        {
            await app.SendMessageAsync(message);
        }

        Assert.Equal((1, 1, 1), (app.Requests.Count, app.AccountLooks, app.ApiLists));
        Assert.Equal(["recent-runs/latest.json", $"runs/{app.Requests[0].RunId}.json"], app.Store.Names.Order(StringComparer.Ordinal));
        Assert.Empty(app.Leases.Asked);
    }

    [Fact]
    public async Task Some_are_told_again_after_a_while()
    {
        await using var app = New();
        foreach (var (name, minutes) in Enumerable.Range(1, 21).Select(each => (each, 0)).Concat([(22, 9), (23, 2), (1, 0)]))
        {
            _clock.Ahead += TimeSpan.FromMinutes(minutes);
            app.Missing.Add(ResourceId.Parse($"{AppUnderTest.Account}-{name}"));
            await app.SendMessageAsync((await EventsAsync(app, $"{AppUnderTest.Account}-{name}"))[0]);
        }

        Assert.Equal(
            [.. Enumerable.Range(1, 20), 23, 1],
            app.Requests.Select(request =>
                int.Parse(request.Scope!.Parent().Name["contoso-".Length..], System.Globalization.CultureInfo.InvariantCulture)
            )
        );
    }

    [Fact]
    public async Task An_account_that_is_made_after_the_look_is_imported_at_its_own_event()
    {
        await using var app = New();
        app.Missing.Add(ResourceId.Parse(AppUnderTest.Account));
        var early = (await EventsAsync(app, AppUnderTest.Account))[0];
        _clock.Ahead += TimeSpan.FromSeconds(3);
        await app.SendMessageAsync(early);
        Assert.Empty(app.Leases.Asked);

        _clock.Ahead += TimeSpan.FromSeconds(1);
        app.Missing.Clear();
        var late = (await EventsAsync(app, AppUnderTest.Account))[0];
        await app.SendMessageAsync(late);

        Assert.Equal((2, 2), (app.Requests.Count, app.AccountLooks));
        Assert.Single(app.Leases.Asked);
    }

    public static TheoryData<string> Served => ["tag", "unproven tag", "note"];

    [Theory]
    [MemberData(nameof(Served))]
    public async Task An_account_that_went_and_that_something_was_made_for_gets_its_run(string by)
    {
        await using var app = New();
        var account = ResourceId.Parse(AppUnderTest.Account);
        app.Missing.Add(account);
        var api = new Api
        {
            Id = "contoso-openai",
            DisplayName = "contoso",
            Path = "contoso/openai",
            Detached = by == "note" ? new DetachNote(account, "AzureOpenAI") : null,
        };
        app.Apis.Add(
            new Observed(api, "1", by == "tag" ? new OwnershipTag(account, "d") : null)
            {
                Unproven = by == "unproven tag" ? new UnprovenTag(account, null, "[…]") : null,
            }
        );

        await app.SendMessageAsync((await EventsAsync(app, AppUnderTest.Account))[0]);

        Assert.Single(app.Requests);
        Assert.Single(app.Leases.Asked);
    }

    [Theory]
    [InlineData("ai")]
    [InlineData(null)]
    public async Task An_account_that_went_and_of_which_a_backend_alone_is_left_gets_its_run(string? fleet)
    {
        await using var app = New();
        var account = ResourceId.Parse(AppUnderTest.Account);
        app.Missing.Add(account);
        var tag = new OwnershipTag(account, "d") { Fleet = fleet };
        app.Backends["contoso"] = () =>
            new(
                new Backend
                {
                    Id = "contoso",
                    Url = new Uri("https://contoso.openai.azure.com/openai"),
                    OwnershipTag = tag,
                },
                "1",
                tag
            );

        await app.SendMessageAsync((await EventsAsync(app, AppUnderTest.Account))[0]);

        Assert.Single(app.Requests);
        Assert.Single(app.Leases.Asked);
    }

    [Fact]
    public async Task An_account_that_had_its_turn_before_gets_its_run_without_a_look()
    {
        await using var app = New();
        app.Missing.Add(ResourceId.Parse(AppUnderTest.Account));
        await app.Store.WriteAsync(
            LeaseName.For("account", AppUnderTest.Account),
            BinaryData.FromString("runs"),
            "text/plain",
            null,
            default
        );

        await app.SendMessageAsync((await EventsAsync(app, AppUnderTest.Account))[0]);

        Assert.Equal((1, 0), (app.Requests.Count, app.AccountLooks));
    }

    [Theory]
    [InlineData("Updating", 1)]
    [InlineData("Succeeded", 2)]
    public async Task What_is_not_known_gets_its_run(string service, int delivery)
    {
        await using var app = New();
        app.Missing.Add(ResourceId.Parse(AppUnderTest.Account));
        app.ServiceState = service;

        await app.SendMessageAsync((await EventsAsync(app, AppUnderTest.Account))[0], delivery);

        Assert.Single(app.Requests);
        Assert.Single(app.Leases.Asked);
    }

    [Fact]
    public async Task A_store_that_is_away_hides_nothing()
    {
        await using var app = New();
        app.Missing.Add(ResourceId.Parse(AppUnderTest.Account));
        var message = (await EventsAsync(app, AppUnderTest.Account))[0];
        app.Store.IsAway = true;

        await app.SendMessageAsync(message);

        Assert.Single(app.Requests);
        Assert.Single(app.Leases.Asked);
    }

    private AppUnderTest New() => new(moreServices: services => services.AddSingleton<TimeProvider>(_clock));

    private static async Task<IReadOnlyList<string>> EventsAsync(AppUnderTest app, params string[] accounts) =>
        [
            .. (
                await app.SendDeliveryAsync(
                    new JsonArray([
                        .. accounts.Select(account => AnEvent.DeploymentWritten($"{account}/deployments/gpt-4o")),
                    ]).ToJsonString()
                )
            ).Messages.Select(message => message.ToJsonString()),
        ];

    private sealed class ClockAhead : TimeProvider
    {
        private readonly DateTimeOffset _began = System.GetUtcNow();

        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => _began + Ahead;
    }
}
