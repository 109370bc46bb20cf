using System.Globalization;
using System.Text.Json.Nodes;
using Importer.Configuration;
using Importer.Gateway;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Triggers;

/// <summary>Breaker events become looks at the account of a member that is ours, at a pace, and everything else is left alone.</summary>
public sealed class BreakerChangedTests
{
    private const string Opened = "Microsoft.ApiManagement.CircuitBreaker.Opened";
    private const string Closed = "Microsoft.ApiManagement.CircuitBreaker.Closed";
    private const string Service = $"{AppUnderTest.Group}/providers/Microsoft.ApiManagement/service/contoso-apim";
    private const string Member = "ai--contoso--gpt-4o";

    private readonly HandClock _clock = new();

    [Theory]
    [InlineData(Opened, false)]
    [InlineData(Closed, false)]
    [InlineData(Opened, true)]
    [InlineData(Closed, true)]
    public async Task A_member_that_opens_or_closes_has_its_account_looked_at_in_both_schemas(string type, bool isCloud)
    {
        await using var app = App();

        var answer = await app.SendBreakerAsync(isCloud ? Cloud(type).ToJsonString() : Event(type).ToJsonString());

        Assert.True(answer.IsDone);
        var message = Assert.Single(answer.Messages);
        Assert.Equal((AppUnderTest.Account, "event", "apply"), (Text(message, "scope"), Text(message, "reason"), Text(message, "mode")));
        Assert.Equal(["runId", "scope", "reason", "mode", "insist", "eventTime", "receivedAt"], message.Select(field => field.Key));
        Assert.Null(app.Queue.Sent.Single().Delay);
        Assert.Equal([Member], app.BackendReads);
        var word = (await WatchAsync(app)).Of(Member, _clock.GetUtcNow());
        Assert.Equal(type == Opened ? BreakerState.Open : BreakerState.Closed, word.State);
    }

    public static TheoryData<string, string> NotOurs =>
        new()
        {
            { Event("Microsoft.ApiManagement.APIUpdated").ToJsonString(), "tells of no circuit breaker" },
            { Event(Opened, topic: Service + "2").ToJsonString(), "is not the service of the settings" },
            { Event(Opened, topic: "contoso-apim").ToJsonString(), "is not the service of the settings" },
            { Event(Opened, "petstore").ToJsonString(), "that of no fleet in the settings" },
            { Event(Opened, "ai-other--contoso--gpt-4o").ToJsonString(), "that of no fleet in the settings" },
            { Event(Opened, subject: "/backends/ai--other/circuit-breaker/rules/member").ToJsonString(), "no breaker of the backend" },
            { Event(Opened, subject: "/apis/ai--contoso--gpt-4o").ToJsonString(), "no breaker of the backend" },
            { Event(Opened, "ai--contoso--gpt-4o/../x").ToJsonString(), "no breaker of the backend" },
            { "{}", "tells of no circuit breaker" },
            { "[1,\"x\",null,{\"id\":\"a\",\"id\":\"b\"}]", "tells of no circuit breaker" },
            { """{"specversion":"1.0","type":"\ud800"}""", "tells of no circuit breaker" },
        };

    [Theory]
    [MemberData(nameof(NotOurs))]
    public async Task What_does_not_concern_a_fleet_is_left_alone_with_a_reason_and_costs_no_call(string delivery, string reason)
    {
        await using var app = App();

        var answer = await app.SendBreakerAsync(delivery);

        Assert.True(answer.IsDone);
        Assert.Empty(answer.Messages);
        Assert.Empty(app.BackendReads);
        Assert.Empty(app.Store.Names);
        Assert.Contains("left alone, ", app.Logs.All, StringComparison.Ordinal);
        Assert.Contains(reason, app.Logs.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not json")]
    [InlineData("[]")]
    public async Task A_delivery_that_holds_no_event_is_not_asked_for_again(string? delivery)
    {
        await using var app = App();

        Assert.True((await app.SendBreakerAsync(delivery)).IsDone);
        Assert.Empty(app.BackendReads);
    }

    public static TheoryData<string, string> NotMembers =>
        new()
        {
            { "gone", "is not in the gateway any more" },
            { "forged", "carries an ownership tag that does not verify" },
            { "people's", "was not made for a fleet in the settings" },
            { "account's", "was not made for a fleet in the settings" },
            { "another fleet's", "was not made for a fleet in the settings" },
            { "pool", "was not made for a fleet in the settings" },
            { "elsewhere", "no deployment inside Discovery.Scopes" },
            { "left", "has left its fleet" },
        };

    [Theory]
    [MemberData(nameof(NotMembers))]
    public async Task A_backend_that_is_no_member_of_ours_is_left_alone_with_a_reason(string which, string reason)
    {
        await using var app = App();
        app.Backends[Member] = () =>
            which switch
            {
                "forged" => Backend(null) with { Unproven = new(ResourceId.Parse(AppUnderTest.Deployment), null, "[foundry-importer …]") },
                "people's" => Backend(null),
                "account's" => Backend(Tag() with { Fleet = null }),
                "another fleet's" => Backend(Tag() with { Fleet = "Ai" }),
                "pool" => new(new BackendPool { Id = Member, Members = [] }, null, Tag()),
                "elsewhere" => Backend(
                    Tag(
                        "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/a/deployments/d"
                    )
                ),
                "left" => Backend(Tag(outOf: MemberFacts.Gone)),
                _ => null,
            };

        var answer = await app.SendBreakerAsync(Event(Opened).ToJsonString());

        Assert.True(answer.IsDone);
        Assert.Empty(answer.Messages);
        Assert.Empty(app.Store.Names);
        Assert.Contains(reason, app.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_now_is_delivered_again_and_what_never_can_be_is_told()
    {
        await using var app = App();
        app.Backends[Member] = () => throw new GatewayUnreadableException("429 for a while", mayPass: true);

        Assert.False((await app.SendBreakerAsync(Event(Opened).ToJsonString())).IsDone);

        app.Backends[Member] = () => throw new GatewayUnreadableException("403 AuthorizationFailed", mayPass: false);
        Assert.True((await app.SendBreakerAsync(Event(Opened).ToJsonString())).IsDone);
        Assert.Contains("403 AuthorizationFailed", app.Logs.All, StringComparison.Ordinal);
        Assert.Empty(app.Queue.Sent);
    }

    [Fact]
    public async Task A_storm_of_two_accounts_from_every_instance_of_the_gateway_is_one_message_and_one_reading_each()
    {
        await using var app = App();
        const string Other = "ai--other--gpt-4o";
        app.Backends[Other] = () =>
            Backend(Tag($"{AppUnderTest.Group}/providers/Microsoft.CognitiveServices/accounts/other/deployments/gpt-4o"));

        for (var copy = 0; copy < 50; copy++)
        {
            await app.SendBreakerAsync($"[{Event(Opened)},{Event(Opened, Other)}]");
        }

        Assert.Equal(4, app.Queue.Sent.Count);
        Assert.Equal(2, app.Queue.Sent.Count(sent => sent.Delay is null));
        Assert.Equal(2, app.BackendReads.Count);

        // The one that is planned answers all that came meanwhile, and any run that began after them answers it.
        Assert.Equal(2, app.Queue.Sent.Count(sent => sent.Delay == TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_look_that_is_planned_is_answered_by_no_run_before_it_because_more_may_be_heard_until_then()
    {
        await using var app = App();
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { StartedAt = _clock.GetUtcNow() });
        await app.SendBreakerAsync(Event(Opened).ToJsonString());
        await app.SendBreakerAsync(Event(Closed).ToJsonString());
        var messages = app.Queue.Sent.Select(sent => sent.Text).ToList();
        _clock.Advance(TimeSpan.FromSeconds(10));
        await app.SendMessageAsync(messages[0]);
        await app.SendBreakerAsync(Event(Opened).ToJsonString());
        Assert.Equal(2, app.Queue.Sent.Count);

        _clock.Advance(TimeSpan.FromSeconds(20));
        await app.SendMessageAsync(messages[1]);

        Assert.Equal([AppUnderTest.Account, AppUnderTest.Account], app.Requests.Select(request => request.Scope!.Value));
        Assert.All(app.Requests, request => Assert.Empty(request.Prove));
    }

    [Fact]
    public async Task Events_of_one_account_that_came_at_once_are_answered_by_one_run_and_so_is_a_deployments_own_event()
    {
        await using var app = App();
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { StartedAt = _clock.GetUtcNow() });
        await app.SendBreakerAsync(Event(Opened).ToJsonString());
        await app.SendEventsAsync(AnEvent.DeploymentWritten());

        foreach (var (text, _) in app.Queue.Sent.ToList())
        {
            await app.SendMessageAsync(text);
        }

        Assert.Equal(AppUnderTest.Account, Assert.Single(app.Requests).Scope!.Value);
    }

    [Fact]
    public async Task A_member_that_opens_and_closes_all_the_time_costs_a_few_looks_in_an_hour_and_no_event_goes_unanswered()
    {
        await using var app = App();
        var last = DateTimeOffset.MinValue;
        var sent = 0;
        for (var seconds = 0; seconds < 3600; seconds += 20)
        {
            await app.SendBreakerAsync(Event(seconds % 40 == 0 ? Opened : Closed).ToJsonString());
            last = sent < app.Queue.Sent.Count ? _clock.GetUtcNow() + (app.Queue.Sent[^1].Delay ?? TimeSpan.Zero) : last;
            sent = app.Queue.Sent.Count;
            Assert.True(last >= _clock.GetUtcNow() - TimeSpan.FromMilliseconds(1), "an event without a look after it");
            _clock.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.InRange(sent, 5, 10);
    }

    [Fact]
    public async Task A_copy_of_an_event_asks_for_nothing()
    {
        await using var app = App();
        var happened = Event(Opened).ToJsonString();
        await app.SendBreakerAsync(happened);
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Empty((await app.SendBreakerAsync(happened)).Messages);
    }

    [Fact]
    public async Task Without_a_store_each_event_asks_for_a_look_and_without_a_queue_it_is_delivered_again()
    {
        await using var app = App();
        app.Store.IsAway = true;
        Assert.Single((await app.SendBreakerAsync(Event(Opened).ToJsonString())).Messages);
        app.Store.IsAway = false;
        app.Queue.IsAway = true;
        var happened = Event(Opened).ToJsonString();

        Assert.False((await app.SendBreakerAsync(happened)).IsDone);

        app.Queue.IsAway = false;
        Assert.Single((await app.SendBreakerAsync(happened)).Messages);
    }

    [Theory]
    [InlineData("00:01:30", 90)]
    [InlineData("24:00:00", 86_400)]
    [InlineData("1.00:00:00", 86_400)]
    [InlineData("00:00:01.5000000", 1)]
    [InlineData("a day", null)]
    [InlineData("999.00:00:00", null)]
    public async Task How_long_a_breaker_stays_open_is_read_in_hours_whatever_their_number(string trip, int? seconds)
    {
        await using var app = App();
        var happened = Event(Opened);
        happened["data"]!["circuitBreaker"]!["rules"]!["member"]!["tripDuration"] = trip;

        await app.SendBreakerAsync(happened.ToJsonString());

        var opening = Assert.Single((await WatchAsync(app)).Accounts.Single().Members.Single().Openings);
        Assert.Equal(seconds is { } given ? opening.At.AddSeconds(given) : null, opening.Until);
    }

    [Fact]
    public async Task An_account_that_is_gone_and_that_only_a_member_stands_for_is_not_taken_for_nobodys()
    {
        await using var app = App();
        app.Missing.Add(ResourceId.Parse(AppUnderTest.Account));
        await app.SendBreakerAsync(Event(Opened).ToJsonString());

        await app.SendMessageAsync(app.Queue.Sent.Single().Text);

        Assert.Single(app.Requests);
        Assert.Equal([$"runs over {AppUnderTest.Account}"], app.Leases.Asked);
    }

    private AppUnderTest App()
    {
        var app = new AppUnderTest(
            AppUnderTest.Settings with
            {
                Fleets =
                [
                    new FleetSettings
                    {
                        Name = "ai",
                        Path = "ai",
                        Match = new() { Account = "*" },
                    },
                ],
            },
            services => services.AddSingleton<TimeProvider>(_clock)
        );
        app.Backends[Member] = () => Backend(Tag());
        return app;
    }

    private static Observed Backend(OwnershipTag? tag) =>
        new(
            new Backend
            {
                Id = Member,
                Url = new Uri("https://contoso.openai.azure.com/openai/deployments/gpt-4o"),
                OwnershipTag = tag,
            },
            "\"1\"",
            tag
        );

    private static OwnershipTag Tag(string deployment = AppUnderTest.Deployment, string? outOf = null) =>
        new(ResourceId.Parse(deployment), "design")
        {
            Fleet = "ai",
            Member = new MemberFacts(("OpenAI", "gpt-4o", "1"), "GlobalStandard", 10, "westus") { Out = outOf }.ToString(),
        };

    private static async Task<BreakerWatch> WatchAsync(AppUnderTest app) =>
        await new BreakerRecords(app.Store).ReadAsync(CancellationToken.None);

    // https://learn.microsoft.com/azure/event-grid/event-schema-api-management
    private static JsonObject Event(string type, string backend = Member, string topic = Service, string? subject = null) =>
        new()
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["topic"] = topic,
            ["subject"] = subject ?? $"/backends/{backend}/circuit-breaker/rules/member",
            ["data"] = Data(backend),
            ["eventType"] = type,
            ["dataVersion"] = "1",
            ["metadataVersion"] = "1",
            ["eventTime"] = Time(),
        };

    private static JsonObject Cloud(string type) =>
        new()
        {
            ["source"] = Service,
            ["subject"] = $"/backends/{Member}/circuit-breaker/rules/member",
            ["type"] = type,
            ["time"] = Time(),
            ["id"] = Guid.NewGuid().ToString(),
            ["data"] = Data(Member),
            ["specversion"] = "1.0",
        };

    private static JsonObject Data(string backend) =>
        new()
        {
            ["backendName"] = backend,
            ["circuitBreaker"] = new JsonObject
            {
                ["rules"] = new JsonObject { ["member"] = new JsonObject { ["tripDuration"] = "00:01:00" } },
            },
        };

    private static string Time() => new HandClock().GetUtcNow().ToString("O", CultureInfo.InvariantCulture);

    private static string? Text(JsonObject message, string name) => (string?)message[name];
}
