using System.Text.Json.Nodes;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Queue;

/// <summary>
/// What a request leaves in the queue for later: a look at the time that something leaves, and messages that this version cannot read.
/// </summary>
public sealed class LaterTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task What_leaves_later_is_looked_at_then_and_the_look_answers_for_all_that_asked_for_it()
    {
        var clock = new ShiftedClock();
        await using var app = new AppUnderTest(moreServices: services => services.AddSingleton<TimeProvider>(clock));
        var at = Now.AddHours(1);
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { LookAgainAt = at });

        var first = Assert.Single((await app.SendMessageAsync(Request("run-00000001"))).Messages);
        var second = Assert.Single((await app.SendMessageAsync(Request("run-00000002"))).Messages);

        Assert.All(
            app.Queue.Sent,
            sent => Assert.InRange(sent.Delay!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1) + TimeSpan.FromSeconds(4))
        );
        Assert.Equal(AppUnderTest.Deployment, first["scope"]!.GetValue<string>());
        Assert.Equal(at, first["receivedAt"]!.GetValue<DateTimeOffset>());
        Assert.NotEqual("run-00000001", first["runId"]!.GetValue<string>());
        Assert.Null(first["eventTime"]);

        clock.Ahead = TimeSpan.FromHours(2);
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { StartedAt = at.AddSeconds(4) });
        Assert.Empty((await app.SendMessageAsync(first.ToJsonString())).Messages);
        Assert.Empty((await app.SendMessageAsync(second.ToJsonString())).Messages);
        Assert.Equal(3, app.Requests.Count);
        Assert.Equal(first["runId"]!.GetValue<string>(), app.Record(second["runId"]!.GetValue<string>())!.CoveredBy);
    }

    public static TheoryData<string, Func<ReconcileRequest, ReconcileRequest>, Func<RunReport, RunReport>> NobodysMessage =>
        new()
        {
            { "nothing leaves", request => request, run => run with { LookAgainAt = null } },
            { "it left already", request => request, run => run with { LookAgainAt = Now.AddMinutes(-1) } },
            { "longer than a message lives", request => request, run => run with { LookAgainAt = Now.AddDays(8) } },
            { "a person asked, who was told when", request => request with { Reason = RunReason.Manual }, run => run },
            { "the run failed", request => request, run => run with { Outcome = RunOutcome.Failed } },
            { "the run was refused", request => request, run => run with { Outcome = RunOutcome.Refused } },
        };

    [Theory]
    [MemberData(nameof(NobodysMessage))]
    public async Task Nobody_is_asked_to_look_again_in_vain(
        string why,
        Func<ReconcileRequest, ReconcileRequest> asking,
        Func<RunReport, RunReport> ending
    )
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(ending(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { LookAgainAt = Now.AddHours(1) }));

        Assert.True((await app.SendMessageAsync(asking(Request("run-00000001")))).Messages.Count == 0, why);
    }

    [Fact]
    public async Task A_run_that_is_tried_again_anyway_asks_for_no_other_look()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Partial) with { LookAgainAt = Now.AddHours(1), TryAgain = true });

        Assert.Equal(
            "run-00000001",
            Assert.Single((await app.SendMessageAsync(Request("run-00000001"))).Messages)["runId"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task A_queue_that_does_not_take_the_look_leaves_it_to_the_drift_check()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
        {
            app.Queue.IsAway = true;
            return Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { LookAgainAt = Now.AddHours(1) });
        };

        Assert.True((await app.SendMessageAsync(Request("run-00000001"))).IsDone);
        Assert.Equal(RunOutcome.Succeeded, app.Record("run-00000001")!.Outcome);
        Assert.Contains("by the first drift check after", app.Logs.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("receivedAt", -1, true)]
    [InlineData("firstEnqueuedAt", -1, true)]
    [InlineData("receivedAt", -1441, false)]
    [InlineData("receivedAt", 1441, false)]
    [InlineData("seenAt", -1, false)]
    public async Task A_message_of_a_later_version_waits_for_it_as_it_is_for_a_day(string field, int minutes, bool waits)
    {
        await using var app = new AppUnderTest();
        var text = new JsonObject
        {
            ["version"] = 3,
            ["runId"] = "run-00000001",
            ["what"] = "is new",
            [field] = Now.AddMinutes(minutes),
        }.ToJsonString();

        var answer = await app.SendMessageAsync(text);

        Assert.Equal(waits, answer.IsDone);
        Assert.Equal(waits ? [(text, TimeSpan.FromMinutes(1))] : [], app.Queue.Sent);
        Assert.Empty(app.Requests);
        Assert.Empty(app.Store.Names);
    }

    [Fact]
    public async Task What_202_promised_is_in_queue_and_store_before_the_answer_and_survives_the_process()
    {
        var before = new AppUnderTest();
        var answer = await before.ReimportAsync($$"""{"scope":"{{AppUnderTest.Account}}"}""");
        Assert.Equal(202, answer.HttpStatus);
        var message = Assert.Single(answer.Messages).ToJsonString();
        await before.DisposeAsync();

        await using var after = new AppUnderTest(moreServices: services => services.AddSingleton<IDocumentStore>(before.Store));
        Assert.True((await after.SendMessageAsync(message)).IsDone);

        Assert.Equal(answer.HttpJson["id"]!.GetValue<string>(), Assert.Single(after.Requests).RunId);
        Assert.Equal(RunOutcome.Succeeded, before.Record(answer.HttpJson["id"]!.GetValue<string>())!.Outcome);
    }

    [Fact]
    public async Task Ids_that_somebody_chose_do_not_hide_those_that_were_minted()
    {
        await using var app = new AppUnderTest();
        for (var count = 0; count < 3; count++)
        {
            await app.SendMessageAsync(Request($"zzzz-0000-{count}"));
        }

        var minted = (await app.ReimportAsync("{}")).HttpJson["id"]!.GetValue<string>();

        Assert.Equal(
            [minted, "zzzz-0000-2"],
            (await app.RunsAsync(query: "?top=2")).HttpJson["runs"]!.AsArray().Select(run => run!["id"]!.GetValue<string>())
        );
    }

    private static ReconcileRequest Request(string runId) =>
        new()
        {
            RunId = runId,
            Reason = RunReason.Event,
            Scope = ResourceId.Parse(AppUnderTest.Deployment),
            EventTime = Now,
            ReceivedAt = TimeProvider.System.GetUtcNow(),
        };

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
