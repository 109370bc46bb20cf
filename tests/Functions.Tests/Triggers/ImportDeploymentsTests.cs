using System.Text.Json.Nodes;
using Functions.Messages;
using Importer;
using Importer.Gateway;
using Importer.Reports;

namespace Functions.Tests.Triggers;

public sealed class ImportDeploymentsTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_message_becomes_a_run_with_its_record()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000001")));

        Assert.Equal(200, answer.Status);
        Assert.Equal(Request("run-00000001"), Assert.Single(handler.Requests));
        var record = handler.Record("run-00000001")!;
        Assert.Equal(RunOutcome.Succeeded, record.Outcome);
        Assert.Equal(RunOutcome.Succeeded, Assert.Single(record.Attempts).Outcome);
    }

    [Fact]
    public async Task What_may_pass_is_delivered_again_under_the_same_id_until_it_does()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        var message = ImportMessage.Write(Request("run-00000002"));
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Failed) with { Error = "ServiceLocked", TryAgain = true });

        Assert.Equal(500, (await handler.SendMessageAsync(message)).Status);
        Assert.Equal(500, (await handler.SendMessageAsync(message, dequeueCount: 2)).Status);
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Succeeded));
        Assert.Equal(200, (await handler.SendMessageAsync(message, dequeueCount: 3)).Status);

        var record = handler.Record("run-00000002")!;
        Assert.Equal([RunOutcome.Failed, RunOutcome.Failed, RunOutcome.Succeeded], record.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal("ServiceLocked", record.Attempts[0].Error);
        Assert.Equal(RunOutcome.Succeeded, record.Outcome);
        Assert.Null(record.Error);
    }

    [Fact]
    public async Task The_last_try_of_a_failure_goes_to_the_poison_queue_and_the_record_says_so()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (request, _) => throw new GatewayUnreadableException("API Management is activating", mayPass: true);

        var answer = await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000003")), dequeueCount: 5);

        Assert.Equal(500, answer.Status);
        Assert.Equal(
            "API Management is activating. Gave up after 5 tries; the message is in import-requests-poison.", handler.Record("run-00000003")!.Error);
        Assert.True(handler.Record("run-00000003")!.Poisoned);
        var told = Assert.Single(await handler.AttentionAsync());
        Assert.Contains("API Management is activating", told["what"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("delete the message from import-requests-poison", told["fix"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_was_given_up_needs_nobody_once_a_later_run_did_its_work()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (request, _) => throw new GatewayUnreadableException("API Management is activating", mayPass: true);
        await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000003")), dequeueCount: 5);

        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Succeeded));
        await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000009") with { Scope = null }));

        Assert.Empty(await handler.AttentionAsync());
    }

    [Fact]
    public async Task Messages_that_were_given_up_are_told_however_many_runs_came_after_them_elsewhere()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (request, _) => throw new GatewayUnreadableException("API Management is activating", mayPass: true);
        await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000003")), dequeueCount: 5);

        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Succeeded));
        for (var run = 100; run < 160; run++)
        {
            await handler.SendMessageAsync(ImportMessage.Write(Request($"run-00000{run}") with { Scope = ResourceId.Parse(HandlerUnderTest.Account + run) }));
        }

        Assert.Single(await handler.AttentionAsync());
    }

    [Fact]
    public async Task What_a_later_run_did_is_not_asked_for_again_however_many_runs_came_after_it()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (request, _) => throw new GatewayUnreadableException("API Management is activating", mayPass: true);
        await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000003")), dequeueCount: 5);

        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Succeeded));
        await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000009")));
        for (var run = 100; run < 160; run++)
        {
            await handler.SendMessageAsync(ImportMessage.Write(Request($"run-00000{run}") with { Scope = ResourceId.Parse(HandlerUnderTest.Account + run) }));
        }

        Assert.Empty(await handler.AttentionAsync());
        Assert.DoesNotContain(handler.Store.Names, name => name.StartsWith("given-up/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_last_try_that_succeeds_leaves_nothing_to_tell()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000003")), dequeueCount: 5);

        Assert.Empty(await handler.AttentionAsync());
        Assert.DoesNotContain(handler.Store.Names, name => name.StartsWith("given-up/", StringComparison.Ordinal));
        Assert.Null(handler.Record("run-00000003")!.Poisoned);
    }

    [Fact]
    public async Task The_last_try_of_what_only_has_not_come_yet_is_no_poison()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Partial) with
        {
            TryAgain = true,
            SetAside = [new RunSetAside(HandlerUnderTest.Deployment, "still being created")],
        });

        Assert.Equal(500, (await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000004")), dequeueCount: 4)).Status);
        Assert.Equal(200, (await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000004")), dequeueCount: 5)).Status);
        Assert.Contains("the next event or drift check looks again", handler.Record("run-00000004")!.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunOutcome.Partial)]
    [InlineData(RunOutcome.Refused)]
    [InlineData(RunOutcome.Failed)]
    public async Task What_another_try_cannot_mend_is_settled(RunOutcome outcome)
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, outcome));

        Assert.Equal(200, (await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000005")))).Status);
        Assert.Equal(outcome, handler.Record("run-00000005")!.Outcome);
    }

    [Fact]
    public async Task A_run_that_breaks_is_recorded_without_its_message_and_tried_again()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (_, _) => throw new InvalidOperationException("key=abc");

        var answer = await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000006")));

        Assert.Equal(500, answer.Status);
        Assert.Contains("InvalidOperationException", handler.Record("run-00000006")!.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("key=abc", handler.Record("run-00000006")!.Error + answer.Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_costs_the_record_and_not_the_run()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Store.IsAway = true;

        Assert.Equal(200, (await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000007")))).Status);
        Assert.Single(handler.Requests);
        Assert.Contains("could not be written", handler.Logs.All, StringComparison.Ordinal);
    }

    public static TheoryData<string> Poison =>
    [
        "", "null", "[]", "text", "{", "{}", "1",
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
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendMessageAsync(text);

        Assert.Equal(200, answer.Status);
        Assert.Empty(handler.Requests);
        var name = Assert.Single(handler.Store.Names);
        var record = handler.Record(name["runs/".Length..^".json".Length])!;
        Assert.Equal(RunOutcome.Failed, record.Outcome);
        Assert.Contains("cannot be read", record.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_called_by_hand_has_no_last_try()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Failed) with { TryAgain = true });

        await handler.InvokeAsync(
            "ImportDeployments",
            new JsonObject { ["message"] = JsonValue.Create(ImportMessage.Write(Request("run-00000014"))) },
            new JsonObject { ["DequeueCount"] = "0" });

        Assert.Null(handler.Record("run-00000014")!.Error);
    }

    private static ReconcileRequest Request(string runId) => new()
    {
        RunId = runId,
        Reason = RunReason.Event,
        Scope = ResourceId.Parse(HandlerUnderTest.Deployment),
        EventTime = Now,
        ReceivedAt = Now,
    };
}
