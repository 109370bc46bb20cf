using System.Globalization;
using Functions.Queue;
using Importer.Gateway;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;

namespace Functions.Tests.Triggers;

public sealed class ImportDeploymentsTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_message_becomes_a_run_with_its_record()
    {
        await using var app = new AppUnderTest();

        var answer = await app.SendMessageAsync(Request("run-00000001"));

        Assert.True(answer.IsDone);
        Assert.Equal(Request("run-00000001"), Assert.Single(app.Requests));
        var record = app.Record("run-00000001")!;
        Assert.Equal(RunOutcome.Succeeded, record.Outcome);
        Assert.Equal(RunOutcome.Succeeded, Assert.Single(record.Attempts).Outcome);
    }

    [Fact]
    public async Task What_may_pass_is_delivered_again_under_the_same_id_until_it_does()
    {
        await using var app = new AppUnderTest();
        var message = new ImportMessage(Request("run-00000002")).Write();
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Failed) with { Error = "ServiceLocked", TryAgain = true });

        var second = Assert.Single((await app.SendMessageAsync(message)).Messages).ToJsonString();
        var third = Assert.Single((await app.SendMessageAsync(second)).Messages).ToJsonString();
        Assert.Equal([TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)], app.Queue.Sent.Select(sent => sent.Delay));
        Assert.NotNull(app.Record("run-00000002")!.NextTryAt);
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded));
        Assert.True((await app.SendMessageAsync(third)).IsDone);

        var record = app.Record("run-00000002")!;
        Assert.Equal([RunOutcome.Failed, RunOutcome.Failed, RunOutcome.Succeeded], record.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal("ServiceLocked", record.Attempts[0].Error);
        Assert.Equal(RunOutcome.Succeeded, record.Outcome);
        Assert.Null(record.Error);
        Assert.Null(record.NextTryAt);
    }

    [Theory]
    [InlineData(1, "00:00:30")]
    [InlineData(2, "00:01:00")]
    [InlineData(5, "00:08:00")]
    [InlineData(6, "00:15:00")]
    [InlineData(90, "00:15:00")]
    public void The_wait_between_attempts_doubles_up_to_a_quarter_of_an_hour(int attempt, string wait) =>
        Assert.Equal(TimeSpan.Parse(wait, CultureInfo.InvariantCulture), ImportQueue.DelayAfter(attempt));

    [Fact]
    public async Task A_queue_that_does_not_take_the_next_attempt_leaves_this_one_to_be_delivered_again()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Failed) with { TryAgain = true });
        app.Queue.IsAway = true;

        Assert.False((await app.SendMessageAsync(Request("run-00000002"))).IsDone);
    }

    [Fact]
    public async Task A_message_of_a_later_version_is_put_back_for_it()
    {
        await using var app = new AppUnderTest();

        var answer = await app.SendMessageAsync("""{"version":3,"runId":"run-00000001","reason":"event","what":["is","new"]}""");

        Assert.False(answer.IsDone);
        Assert.Empty(app.Requests);
        Assert.Empty(app.Store.Names);
    }

    [Fact]
    public async Task A_message_that_was_given_up_is_not_run_again_on_its_way_to_the_poison_queue()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Failed) with { Error = "403 on the service" });
        Assert.False((await app.SendMessageAsync(Request("run-00000003"))).IsDone);

        Assert.False((await app.SendMessageAsync(Request("run-00000003"), dequeueCount: 2)).IsDone);

        Assert.Single(app.Requests);
    }

    [Fact]
    public async Task The_last_try_of_what_is_only_waited_for_ends_in_words_and_without_poison()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Partial) with { TryAgain = true });

        Assert.True((await app.SendMessageAsync(AfterADay("run-00000003"))).IsDone);

        var record = app.Record("run-00000003")!;
        Assert.Equal("Still waiting after 90 attempts; the next event or drift check looks again.", record.Error);
        Assert.Null(record.NextTryAt);
        Assert.Null(record.Poisoned);
    }

    [Fact]
    public async Task The_last_try_of_a_failure_goes_to_the_poison_queue_and_the_record_says_so()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => throw new GatewayUnreadableException("API Management is activating", mayPass: true);

        var answer = await app.SendMessageAsync(AfterADay("run-00000003"));

        Assert.False(answer.IsDone);
        Assert.Equal(
            "API Management is activating. Gave up after 90 attempts in a day; the message goes to import-requests-poison.",
            app.Record("run-00000003")!.Error
        );
        Assert.True(app.Record("run-00000003")!.Poisoned);
        var told = Assert.Single(await app.AttentionAsync());
        Assert.Contains("API Management is activating", told["what"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("delete the message from import-requests-poison", told["fix"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_was_given_up_needs_nobody_once_a_later_run_did_its_work()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => throw new GatewayUnreadableException("API Management is activating", mayPass: true);
        await app.SendMessageAsync(AfterADay("run-00000003"));

        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded));
        await app.SendMessageAsync(Request("run-00000009") with { Scope = null });

        Assert.Empty(await app.AttentionAsync());
    }

    [Fact]
    public async Task Messages_that_were_given_up_are_told_however_many_runs_came_after_them_elsewhere()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => throw new GatewayUnreadableException("API Management is activating", mayPass: true);
        await app.SendMessageAsync(AfterADay("run-00000003"));

        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded));
        for (var run = 100; run < 160; run++)
        {
            await app.SendMessageAsync(Request($"run-00000{run}") with { Scope = ResourceId.Parse(AppUnderTest.Account + run) });
        }

        Assert.Single(await app.AttentionAsync());
    }

    [Fact]
    public async Task What_a_later_run_did_is_not_asked_for_again_however_many_runs_came_after_it()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => throw new GatewayUnreadableException("API Management is activating", mayPass: true);
        await app.SendMessageAsync(AfterADay("run-00000003"));

        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded));
        await app.SendMessageAsync(Request("run-00000009"));
        for (var run = 100; run < 160; run++)
        {
            await app.SendMessageAsync(Request($"run-00000{run}") with { Scope = ResourceId.Parse(AppUnderTest.Account + run) });
        }

        Assert.Empty(await app.AttentionAsync());
        Assert.DoesNotContain(app.Store.Names, name => name.StartsWith("given-up/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_last_try_that_succeeds_leaves_nothing_to_tell()
    {
        await using var app = new AppUnderTest();

        await app.SendMessageAsync(Request("run-00000003"), dequeueCount: 5);

        Assert.Empty(await app.AttentionAsync());
        Assert.DoesNotContain(app.Store.Names, name => name.StartsWith("given-up/", StringComparison.Ordinal));
        Assert.Null(app.Record("run-00000003")!.Poisoned);
    }

    [Fact]
    public async Task The_last_try_of_what_only_has_not_come_yet_is_no_poison()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(
                AppUnderTest.Ended(request, RunOutcome.Partial) with
                {
                    TryAgain = true,
                    SetAside = [new RunSetAside(AppUnderTest.Deployment, "still being created")],
                }
            );

        Assert.Single((await app.SendMessageAsync(Request("run-00000004"))).Messages);
        Assert.True((await app.SendMessageAsync(AfterADay("run-00000004"))).IsDone);
        Assert.Contains("the next event or drift check looks again", app.Record("run-00000004")!.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunOutcome.Partial)]
    [InlineData(RunOutcome.Refused)]
    public async Task What_another_try_cannot_mend_is_settled(RunOutcome outcome)
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, outcome));

        Assert.True((await app.SendMessageAsync(Request("run-00000005"))).IsDone);
        Assert.Equal(outcome, app.Record("run-00000005")!.Outcome);
    }

    [Fact]
    public async Task What_failed_for_good_goes_to_the_poison_queue_and_the_record_says_so()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Failed) with { Error = "403 on the service" });

        Assert.False((await app.SendMessageAsync(Request("run-00000005"))).IsDone);

        Assert.Equal((RunOutcome.Failed, true), (app.Record("run-00000005")!.Outcome!.Value, app.Record("run-00000005")!.Poisoned!.Value));
        Assert.Single(await app.AttentionAsync());
    }

    [Fact]
    public async Task A_run_that_breaks_is_recorded_without_its_message_and_tried_again()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (_, _) => throw new InvalidOperationException("key=abc");

        var answer = await app.SendMessageAsync(Request("run-00000006"));

        Assert.Single(answer.Messages);
        Assert.Contains("InvalidOperationException", app.Record("run-00000006")!.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("key=abc", app.Record("run-00000006")!.Error + answer.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_costs_the_record_and_not_the_run()
    {
        await using var app = new AppUnderTest();
        app.Store.IsAway = true;

        Assert.True((await app.SendMessageAsync(Request("run-00000007"))).IsDone);
        Assert.Single(app.Requests);
        Assert.Contains("could not be written", app.Logs.All, StringComparison.Ordinal);
    }

    public static TheoryData<string> Poison =>
        [
            "",
            "null",
            "[]",
            "text",
            "{",
            "{}",
            "1",
            """{"runId":"run-00000008"}""",
            """{"runId":"../secrets","reason":"event"}""",
            """{"runId":"run-00000008","reason":"because"}""",
            """{"runId":"run-00000008","reason":"event","mode":"Apply"}""",
            """{"runId":"run-00000008","reason":"event","insist":"true"}""",
            """{"runId":"run-00000008","reason":"event","scope":7}""",
            """{"runId":"run-00000008","reason":"event","scope":"/subscriptions/00000000-0000-0000-0000-000000000009"}""",
            """{"runId":"run-00000008","reason":"event","eventTime":"yesterday"}""",
            """{"runId":"run-00000008","reason":"event","unknown":1}""",
            """{"runId":"run-00000008","runId":"run-00000009","reason":"event"}""",
            """{"runId":"\ud800","reason":"event"}""",
            """{"runId":"run-00000008","reason":"event","\ud800":1}""",
        ];

    [Theory]
    [MemberData(nameof(Poison))]
    public async Task A_message_that_cannot_be_read_is_recorded_and_dropped(string text)
    {
        await using var app = new AppUnderTest();

        var answer = await app.SendMessageAsync(text);

        Assert.True(answer.IsDone);
        Assert.Empty(app.Requests);
        var name = Assert.Single(app.Store.Names);
        var record = app.Record(name["runs/".Length..^".json".Length])!;
        Assert.Equal(RunOutcome.Failed, record.Outcome);
        Assert.Contains("cannot be read", record.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_called_by_hand_has_no_last_try()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Failed) with { TryAgain = true });

        Assert.Empty((await app.SendMessageAsync(Request("run-00000014"), dequeueCount: null)).Messages);

        Assert.Null(app.Record("run-00000014")!.Error);
    }

    private static string AfterADay(string runId) =>
        new ImportMessage(Request(runId)) { Attempt = 90, FirstEnqueuedAt = Now - ImportQueue.MostPatience }.Write();

    private static ReconcileRequest Request(string runId) =>
        new()
        {
            RunId = runId,
            Reason = RunReason.Event,
            Scope = ResourceId.Parse(AppUnderTest.Deployment),
            EventTime = Now,
            ReceivedAt = Now,
        };
}
