using System.Text.Json.Nodes;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Triggers;

/// <summary>Many messages at once: what one run answers for, and what it does not.</summary>
public sealed class ImportDeploymentsBurstTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_burst_for_one_account_is_read_once_by_a_run_that_began_after_it()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { StartedAt = Now });
        await app.SendMessageAsync(Request("run-00000010") with { Scope = ResourceId.Parse(AppUnderTest.Account) });

        var older = Request("run-00000011") with
        {
            ReceivedAt = Now - TimeSpan.FromSeconds(10),
            EventTime = Now - TimeSpan.FromSeconds(11),
        };
        Assert.True((await app.SendMessageAsync(older)).IsDone);

        Assert.Single(app.Requests);
        Assert.Equal("run-00000010", app.Record("run-00000011")!.CoveredBy);
        Assert.Equal(RunOutcome.Succeeded, app.Record("run-00000011")!.Outcome);
    }

    [Fact]
    public async Task A_burst_of_events_for_one_account_is_one_run_that_proves_each_deployment()
    {
        await using var app = new AppUnderTest();
        List<JsonObject> messages = [];
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            messages.AddRange(
                (await app.SendEventsAsync(AnEvent.DeploymentWritten($"{AppUnderTest.Account}/deployments/{name}"))).Messages
            );
        }

        messages.AddRange((await app.SendEventsAsync(AnEvent.DeploymentWritten($"{AppUnderTest.Account}2/deployments/e"))).Messages);
        foreach (var message in messages)
        {
            Assert.True((await app.SendMessageAsync(message.ToJsonString())).IsDone);
        }

        Assert.Equal(
            [AppUnderTest.Account, $"{AppUnderTest.Account}2/deployments/e"],
            app.Requests.Select(request => request.Scope!.Value)
        );
        Assert.Equal(["a", "b", "c", "d"], app.Requests[0].Prove.Select(deployment => deployment.Name));
        var covering = messages[0]["runId"]!.GetValue<string>();
        Assert.All(messages[1..4], message => Assert.Equal(covering, app.Record(message["runId"]!.GetValue<string>())!.CoveredBy));
    }

    [Fact]
    public async Task What_another_instance_has_looked_at_is_not_looked_at_again()
    {
        await using var first = new AppUnderTest();
        await using var second = new AppUnderTest(moreServices: services => services.AddSingleton<IDocumentStore>(first.Store));
        first.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { StartedAt = Now });
        await first.SendMessageAsync(Request("run-00000010") with { Scope = ResourceId.Parse(AppUnderTest.Account) });

        await second.SendMessageAsync(Request("run-00000011") with { ReceivedAt = Now - TimeSpan.FromSeconds(10) });

        Assert.Empty(second.Requests);
        Assert.Equal("run-00000010", first.Record("run-00000011")!.CoveredBy);
    }

    [Fact]
    public async Task A_burst_whose_run_fails_is_covered_by_nobody()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Failed) with { TryAgain = true });
        var first = (await app.SendEventsAsync(AnEvent.DeploymentWritten(AppUnderTest.Account + "/deployments/a"))).Messages[0];
        var second = (await app.SendEventsAsync(AnEvent.DeploymentWritten(AppUnderTest.Account + "/deployments/b"))).Messages[0];

        Assert.Single((await app.SendMessageAsync(first.ToJsonString())).Messages);
        Assert.Single((await app.SendMessageAsync(second.ToJsonString())).Messages);

        Assert.Equal(2, app.Requests.Count);
    }

    [Fact]
    public async Task A_deployment_that_a_run_saw_but_did_not_prove_gets_a_run_of_its_own()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(
                AppUnderTest.Ended(request, RunOutcome.Succeeded) with
                {
                    StartedAt = Now,
                    Decisions =
                    [
                        new RunDecision(AppUnderTest.Deployment, "contoso-openai", Importer.Deployments.Compatibility.AzureOpenAI, "so"),
                    ],
                }
            );
        await app.SendMessageAsync(Request("run-00000015") with { Scope = ResourceId.Parse(AppUnderTest.Account) });
        await app.SendMessageAsync(Request("run-00000016") with { ReceivedAt = Now - TimeSpan.FromSeconds(10) });

        Assert.Equal(2, app.Requests.Count);
    }

    [Fact]
    public async Task A_deployment_that_a_run_saw_on_its_way_gets_a_run_of_its_own()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(
                AppUnderTest.Ended(request, RunOutcome.Partial) with
                {
                    StartedAt = Now,
                    SetAside = [new RunSetAside(AppUnderTest.Deployment, "still Creating") { MayPass = true }],
                }
            );
        Assert.True((await app.SendMessageAsync(Request("run-00000017") with { Scope = ResourceId.Parse(AppUnderTest.Account) })).IsDone);
        await app.SendMessageAsync(Request("run-00000018") with { ReceivedAt = Now - TimeSpan.FromSeconds(10) });

        Assert.Equal(2, app.Requests.Count);
    }

    [Theory]
    [InlineData(AppUnderTest.Account, -1, false, RunOutcome.Succeeded)]
    [InlineData(AppUnderTest.Account + "2", -10, false, RunOutcome.Succeeded)]
    [InlineData(AppUnderTest.Account, -10, true, RunOutcome.Succeeded)]
    [InlineData(AppUnderTest.Account, -10, false, RunOutcome.Failed)]
    [InlineData(AppUnderTest.Account, -10, false, RunOutcome.Refused)]
    public async Task A_run_answers_for_no_message_that_it_may_not_have_seen(
        string scope,
        int receivedSeconds,
        bool insist,
        RunOutcome outcome
    )
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, outcome) with { StartedAt = Now });
        await app.SendMessageAsync(Request("run-00000012") with { Scope = ResourceId.Parse(AppUnderTest.Account) });

        var next = Request("run-00000013") with
        {
            Scope = ResourceId.Parse(scope),
            ReceivedAt = Now + TimeSpan.FromSeconds(receivedSeconds),
            Insist = insist,
        };
        await app.SendMessageAsync(next);

        Assert.Equal(2, app.Requests.Count);
    }

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
