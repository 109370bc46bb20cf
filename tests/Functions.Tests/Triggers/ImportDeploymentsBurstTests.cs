using System.Text.Json.Nodes;
using Functions.Messages;
using Importer;
using Importer.Reports;

namespace Functions.Tests.Triggers;

/// <summary>Many messages at once: what one run answers for, and what it does not.</summary>
public sealed class ImportDeploymentsBurstTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_burst_for_one_account_is_read_once_by_a_run_that_began_after_it()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Succeeded) with { StartedAt = Now });
        await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000010") with { Scope = ResourceId.Parse(HandlerUnderTest.Account) }));

        var older = Request("run-00000011") with { ReceivedAt = Now - TimeSpan.FromSeconds(10), EventTime = Now - TimeSpan.FromSeconds(11) };
        Assert.Equal(200, (await handler.SendMessageAsync(ImportMessage.Write(older))).Status);

        Assert.Single(handler.Requests);
        Assert.Equal("run-00000010", handler.Record("run-00000011")!.CoveredBy);
        Assert.Equal(RunOutcome.Succeeded, handler.Record("run-00000011")!.Outcome);
    }

    [Fact]
    public async Task A_burst_of_events_for_one_account_is_one_run_that_proves_each_deployment()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        List<JsonObject> messages = [];
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            messages.AddRange((await handler.SendEventsAsync(AnEvent.DeploymentWritten($"{HandlerUnderTest.Account}/deployments/{name}"))).Messages);
        }

        messages.AddRange((await handler.SendEventsAsync(AnEvent.DeploymentWritten($"{HandlerUnderTest.Account}2/deployments/e"))).Messages);
        foreach (var message in messages)
        {
            Assert.Equal(200, (await handler.SendMessageAsync(message.ToJsonString())).Status);
        }

        Assert.Equal([HandlerUnderTest.Account, $"{HandlerUnderTest.Account}2/deployments/e"], handler.Requests.Select(request => request.Scope!.Value));
        Assert.Equal(["a", "b", "c", "d"], handler.Requests[0].Prove.Select(deployment => deployment.Name));
        var covering = messages[0]["runId"]!.GetValue<string>();
        Assert.All(messages[1..4], message => Assert.Equal(covering, handler.Record(message["runId"]!.GetValue<string>())!.CoveredBy));
    }

    [Fact]
    public async Task A_burst_whose_run_fails_is_covered_by_nobody()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Failed) with { TryAgain = true });
        var first = (await handler.SendEventsAsync(AnEvent.DeploymentWritten(HandlerUnderTest.Account + "/deployments/a"))).Messages[0];
        var second = (await handler.SendEventsAsync(AnEvent.DeploymentWritten(HandlerUnderTest.Account + "/deployments/b"))).Messages[0];

        Assert.Equal(500, (await handler.SendMessageAsync(first.ToJsonString())).Status);
        Assert.Equal(500, (await handler.SendMessageAsync(second.ToJsonString())).Status);

        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public async Task A_deployment_that_a_run_saw_but_did_not_prove_gets_a_run_of_its_own()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Succeeded) with
        {
            StartedAt = Now,
            Decisions = [new RunDecision(HandlerUnderTest.Deployment, "contoso-openai", Importer.Deployments.Compatibility.AzureOpenAI, "so")],
        });
        await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000015") with { Scope = ResourceId.Parse(HandlerUnderTest.Account) }));
        await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000016") with { ReceivedAt = Now - TimeSpan.FromSeconds(10) }));

        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public async Task A_deployment_that_a_run_saw_on_its_way_gets_a_run_of_its_own()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, RunOutcome.Partial) with
        {
            StartedAt = Now,
            SetAside = [new RunSetAside(HandlerUnderTest.Deployment, "still Creating") { MayPass = true }],
        });
        Assert.Equal(200, (await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000017") with { Scope = ResourceId.Parse(HandlerUnderTest.Account) }))).Status);
        await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000018") with { ReceivedAt = Now - TimeSpan.FromSeconds(10) }));

        Assert.Equal(2, handler.Requests.Count);
    }

    [Theory]
    [InlineData(HandlerUnderTest.Account, -1, false, RunOutcome.Succeeded)]
    [InlineData(HandlerUnderTest.Account + "2", -10, false, RunOutcome.Succeeded)]
    [InlineData(HandlerUnderTest.Account, -10, true, RunOutcome.Succeeded)]
    [InlineData(HandlerUnderTest.Account, -10, false, RunOutcome.Failed)]
    [InlineData(HandlerUnderTest.Account, -10, false, RunOutcome.Refused)]
    public async Task A_run_answers_for_no_message_that_it_may_not_have_seen(string scope, int receivedSeconds, bool insist, RunOutcome outcome)
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (request, _) => Task.FromResult(HandlerUnderTest.Ended(request, outcome) with { StartedAt = Now });
        await handler.SendMessageAsync(ImportMessage.Write(Request("run-00000012") with { Scope = ResourceId.Parse(HandlerUnderTest.Account) }));

        var next = Request("run-00000013") with { Scope = ResourceId.Parse(scope), ReceivedAt = Now + TimeSpan.FromSeconds(receivedSeconds), Insist = insist };
        await handler.SendMessageAsync(ImportMessage.Write(next));

        Assert.Equal(2, handler.Requests.Count);
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
