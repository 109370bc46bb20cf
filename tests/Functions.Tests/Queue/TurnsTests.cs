using System.Text.Json.Nodes;
using Functions.Queue;
using Importer.Deployments;
using Importer.Health;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Queue;

/// <summary>Several instances on one store: one at a time works for an account, and what comes meanwhile is one more run.</summary>
public sealed class TurnsTests
{
    private static readonly string[] Two = [$"{AppUnderTest.Account}/deployments/a", $"{AppUnderTest.Account}/deployments/b"];

    [Fact]
    public async Task A_burst_that_two_instances_take_at_once_is_one_run()
    {
        await using var first = new AppUnderTest();
        await using var second = Beside(first);
        var messages = (await first.SendDeliveryAsync(Delivery("a", "b", "c"))).Messages;
        AppAnswer? meanwhile = null;
        first.Reconcile = async (request, _) =>
        {
            meanwhile ??= await second.SendMessageAsync(messages[1].ToJsonString());
            return Proving(request);
        };

        Assert.True((await first.SendMessageAsync(messages[0].ToJsonString())).IsDone);
        Assert.Equal(messages[1].ToJsonString(), Assert.Single(meanwhile!.Messages).ToJsonString());
        Assert.True((await second.SendMessageAsync(messages[1].ToJsonString())).IsDone);
        Assert.True((await first.SendMessageAsync(messages[2].ToJsonString())).IsDone);

        Assert.Empty(second.Requests);
        Assert.Equal(["a", "b", "c"], Assert.Single(first.Requests).Prove.Select(deployment => deployment.Name));
        Assert.All(messages.Skip(1), message => Assert.Equal(IdOf(messages[0]), first.Record(IdOf(message))!.CoveredBy));
        Assert.DoesNotContain(first.Store.Names, name => name.StartsWith("waiting/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_during_a_run_are_exactly_one_more_run_that_proves_them_all()
    {
        await using var first = new AppUnderTest();
        await using var second = Beside(first);
        second.Reconcile = (request, _) => Task.FromResult(Proving(request));
        List<JsonObject> late = [];
        first.Reconcile = async (request, _) =>
        {
            if (late.Count == 0)
            {
                late.AddRange((await first.SendDeliveryAsync(Delivery("b", "c", "d"))).Messages);
                foreach (var message in late)
                {
                    // Out of sight for a moment, and as it was: waiting for a turn is no attempt.
                    Assert.Equal(
                        message.ToJsonString(),
                        Assert.Single((await second.SendMessageAsync(message.ToJsonString())).Messages).ToJsonString()
                    );
                    Assert.Equal(TimeSpan.FromSeconds(5), second.Queue.Sent[^1].Delay);
                    Assert.Null(first.Record(IdOf(message)));
                }
            }

            return Proving(request);
        };
        var early = (await first.SendDeliveryAsync(Delivery("a"))).Messages[0];
        await first.SendMessageAsync(early.ToJsonString());
        Assert.Empty(second.Requests);

        foreach (var message in late)
        {
            Assert.True((await second.SendMessageAsync(message.ToJsonString())).IsDone);
        }

        Assert.Equal(["b", "c", "d"], Assert.Single(second.Requests).Prove.Select(deployment => deployment.Name));
        Assert.Single(first.Requests);
        Assert.All(late[1..], message => Assert.Equal(IdOf(late[0]), first.Record(IdOf(message))!.CoveredBy));
    }

    [Fact]
    public async Task A_message_that_is_covered_when_its_turn_comes_gets_no_run()
    {
        await using var first = new AppUnderTest();
        await using var second = Beside(first);
        var messages = (await first.SendDeliveryAsync(Delivery("a", "b"))).Messages;
        first.Reconcile = (request, _) => Task.FromResult(Proving(request));

        // The other run ends between the look at the index and the turn.
        first.Leases.Given = async _ =>
        {
            first.Leases.Given = _ => Task.CompletedTask;
            first.Leases.CutOff();
            await first.SendMessageAsync(messages[0].ToJsonString());
        };
        Assert.True((await second.SendMessageAsync(messages[1].ToJsonString())).IsDone);

        Assert.Empty(second.Requests);
        Assert.Equal(IdOf(messages[0]), first.Record(IdOf(messages[1]))!.CoveredBy);
    }

    [Fact]
    public async Task A_holder_that_is_cut_off_holds_nobody_up_once_its_lease_ran_out()
    {
        await using var first = new AppUnderTest();
        await using var second = Beside(first);
        var messages = (await first.SendDeliveryAsync(Delivery("a", "b"))).Messages;
        var killed = new TaskCompletionSource<RunReport>();
        first.Reconcile = (_, _) => killed.Task;
        var running = first.SendMessageAsync(messages[0].ToJsonString());
        Assert.Single((await second.SendMessageAsync(messages[1].ToJsonString())).Messages);
        Assert.Empty(second.Requests);

        first.Leases.CutOff();
        Assert.True((await second.SendMessageAsync(messages[1].ToJsonString())).IsDone);

        // It knew of the other's event too, which nobody has answered.
        Assert.Equal(["a", "b"], Assert.Single(second.Requests).Prove.Select(deployment => deployment.Name).Order());
        killed.SetResult(AppUnderTest.Ended(first.Requests[0], RunOutcome.Succeeded));
        await running;
    }

    [Fact]
    public async Task Other_accounts_people_and_calls_by_hand_wait_for_nobody()
    {
        await using var app = new AppUnderTest();
        await app.Leases.TryAcquireAsync(LeaseName.For("account", AppUnderTest.Account.ToUpperInvariant()), "another instance", default);

        Assert.True(
            (await app.SendMessageAsync(Request("run-00000001") with { Scope = ResourceId.Parse($"{AppUnderTest.Account}2") })).IsDone
        );
        Assert.True((await app.SendMessageAsync(Request("run-00000002") with { Reason = RunReason.Manual })).IsDone);
        Assert.True((await app.SendMessageAsync(Request("run-00000003") with { Insist = true })).IsDone);
        Assert.True((await app.SendMessageAsync(Request("run-00000004"), dequeueCount: null)).IsDone);
        Assert.Equal(4, app.Requests.Count);

        Assert.Single((await app.SendMessageAsync(Request("run-00000005"))).Messages);
        Assert.Equal(4, app.Requests.Count);
    }

    [Fact]
    public async Task A_store_that_gives_no_lease_costs_the_turn_and_not_the_run()
    {
        await using var app = new AppUnderTest();
        app.Leases.Fault = new DocumentStoreException("The report store answered 503 ServerBusy.");

        Assert.True((await app.SendMessageAsync(Request("run-00000001"))).IsDone);

        Assert.Single(app.Requests);
    }

    [Fact]
    public async Task A_queue_that_does_not_take_a_message_back_has_it_delivered_again()
    {
        await using var app = new AppUnderTest();
        await app.Leases.TryAcquireAsync(LeaseName.For("account", AppUnderTest.Account), "another instance", default);
        app.Queue.IsAway = true;

        Assert.False((await app.SendMessageAsync(Request("run-00000001"))).IsDone);
    }

    [Fact]
    public async Task An_event_that_could_not_be_noted_is_enqueued_and_gets_a_run_of_its_own()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => Task.FromResult(Proving(request));
        app.Store.IsAway = true;
        var messages = (await app.SendDeliveryAsync(Delivery("a", "b"))).Messages;
        app.Store.IsAway = false;

        foreach (var message in messages)
        {
            await app.SendMessageAsync(message.ToJsonString());
        }

        Assert.Equal(Two, app.Requests.Select(request => request.Scope!.Value));
        Assert.Contains("is not known to other runs of its account", app.Logs.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../secrets")]
    [InlineData("SHORT/run-00000009/more")]
    [InlineData("a$b/run-00000009")]
    [InlineData("a/RUN")]
    public async Task A_note_that_nobody_wrote_so_is_passed_over(string name)
    {
        await using var app = new AppUnderTest();
        var store = new OneNameMore(app.Store, $"waiting/{LeaseName.Digest(AppUnderTest.Account)}/{name}");

        Assert.Empty(await new WaitingEvents(store).ListAsync(Request("run-00000001"), default));
    }

    [Fact]
    public async Task A_message_that_was_given_up_is_forgotten_and_no_run_answers_for_it()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Failed) with { Error = "403 on the service" });
        var messages = (await app.SendDeliveryAsync(Delivery("a", "b"))).Messages;
        Assert.False((await app.SendMessageAsync(messages[0].ToJsonString())).IsDone);
        Assert.Equal(
            IdOf(messages[1]),
            Path.GetFileName(Assert.Single(app.Store.Names, name => name.StartsWith("waiting/", StringComparison.Ordinal)))
        );
        Assert.Null(app.Store.Find(RecentRuns.Document));

        app.Reconcile = (request, _) => Task.FromResult(Proving(request));
        Assert.True((await app.SendMessageAsync(messages[1].ToJsonString())).IsDone);

        Assert.DoesNotContain(IdOf(messages[0]), app.Store.Find(RecentRuns.Document)!.Content.ToString(), StringComparison.Ordinal);
        Assert.True(app.Record(IdOf(messages[0]))!.Poisoned);
        Assert.Null(app.Record(IdOf(messages[0]))!.CoveredBy);
    }

    [Theory]
    [InlineData(RunOutcome.Partial, "b")]
    [InlineData(RunOutcome.Failed, "a,b")]
    public async Task An_event_that_is_tried_again_holds_no_neighbour_up_and_is_answered_with_it_when_all_could_not_be_done(
        RunOutcome outcome,
        string proved
    )
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, outcome) with { TryAgain = true });
        var stuck = (await app.SendDeliveryAsync(Delivery("a"))).Messages[0];
        Assert.Single((await app.SendMessageAsync(stuck.ToJsonString())).Messages);

        app.Reconcile = (request, _) => Task.FromResult(Proving(request));
        await app.SendMessageAsync((await app.SendDeliveryAsync(Delivery("b"))).Messages[0].ToJsonString());

        Assert.Equal(proved, string.Join(',', Asked(app.Requests[^1]).Select(id => id.Name).Order()));
    }

    [Fact]
    public async Task Two_events_in_one_delivery_both_prove_their_deployment()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => Task.FromResult(Proving(request));
        var messages = (await app.SendDeliveryAsync(Delivery("a", "b"))).Messages;

        foreach (var message in messages)
        {
            await app.SendMessageAsync(message.ToJsonString());
        }

        var run = app.Record(IdOf(messages[0]))!;
        Assert.Equal(Two, run.Probes.Select(probe => probe.Deployment));
        Assert.Equal(run.Id, app.Record(IdOf(messages[1]))!.CoveredBy);
    }

    // What an instance puts into the queue is seen in its own; the tests hand messages over.
    private static AppUnderTest Beside(AppUnderTest other) =>
        new(moreServices: services => services.AddSingleton<IDocumentStore>(other.Store).AddSingleton<ILeases>(other.Leases));

    private static string Delivery(params string[] deployments) =>
        $"[{string.Join(',', deployments.Select(name => AnEvent.DeploymentWritten($"{AppUnderTest.Account}/deployments/{name}").ToJsonString()))}]";

    private static string IdOf(JsonObject message) => message["runId"]!.GetValue<string>();

    // A run that found every deployment that it was asked for, and called each.
    private static RunReport Proving(ReconcileRequest request) =>
        AppUnderTest.Ended(request, RunOutcome.Succeeded) with
        {
            Decisions = [.. Asked(request).Select(id => new RunDecision(id.Value, "contoso-openai", Compatibility.AzureOpenAI, "so"))],
            Probes =
            [
                .. Asked(request)
                    .Select(id => new ProbeResult
                    {
                        Deployment = id.Value,
                        Api = "contoso-openai",
                        Compatibility = Compatibility.AzureOpenAI,
                        Status = ProbeStatus.Healthy,
                    }),
            ],
        };

    private static IEnumerable<ResourceId> Asked(ReconcileRequest request) => request.Prove.Count > 0 ? request.Prove : [request.Scope!];

    private static ReconcileRequest Request(string runId) =>
        new()
        {
            RunId = runId,
            Reason = RunReason.Event,
            Scope = ResourceId.Parse(AppUnderTest.Deployment),
            EventTime = TimeProvider.System.GetUtcNow(),
            ReceivedAt = TimeProvider.System.GetUtcNow(),
        };

    /// <summary>A store that lists one name more.</summary>
    private sealed class OneNameMore(IDocumentStore store, string name) : IDocumentStore
    {
        public Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken) =>
            store.ReadAsync(name, cancellationToken);

        public Task<bool> WriteAsync(
            string name,
            BinaryData content,
            string contentType,
            string? etag,
            CancellationToken cancellationToken
        ) => store.WriteAsync(name, content, contentType, etag, cancellationToken);

        public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>([name]);

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => store.DeleteAsync(name, cancellationToken);
    }
}
