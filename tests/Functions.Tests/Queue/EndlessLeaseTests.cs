using System.Text.Json.Nodes;
using Functions.Queue;
using Importer.Resources;
using Importer.Runs;
using Importer.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Queue;

/// <summary>Whoever holds the lease of an account's turn for ever does not hold its imports for ever.</summary>
public sealed class EndlessLeaseTests
{
    private static readonly string Lease = LeaseName.For("account", AppUnderTest.Account);

    private readonly ClockAhead _clock = new();

    [Fact]
    public async Task A_run_goes_on_without_its_turn_once_no_run_can_hold_it_any_more_and_says_so()
    {
        await using var app = await HeldAsync();
        var message = new ImportMessage(Request("run-00000001")).Write();
        var putBack = 0;
        while (app.Requests.Count == 0 && putBack < 1000)
        {
            var sent = (await app.SendMessageAsync(message)).Messages;
            putBack += sent.Count;
            Assert.All(sent, again => Assert.Equal(message, again.ToJsonString()));
            _clock.Ahead += TimeSpan.FromSeconds(5);
        }

        // A run may last ten minutes, and the lease of one that was cut off a minute more.
        Assert.InRange(putBack, 12 * 12, (12 * 12) + 2);
        var record = app.Record("run-00000001")!;
        Assert.Equal(
            (RunOutcome.Succeeded, Lease, AppUnderTest.Account),
            (record.Outcome!.Value, Assert.Single(record.Held!).Lease, record.Held![0].Of)
        );
        Assert.Contains(
            $"goes on without its turn: {AppUnderTest.Account} is kept by the lease {Lease}",
            app.Logs.All,
            StringComparison.Ordinal
        );
        Assert.Equal([Lease], app.Leases.Held);
    }

    [Fact]
    public async Task It_requires_action_with_the_blob_and_the_way_out_until_a_run_has_its_turn_again()
    {
        await using var app = await HeldAsync();
        _clock.Ahead = TimeSpan.FromMinutes(16);
        await app.SendMessageAsync(Request("run-00000001"));

        var item = Assert.Single(await HeldItemsAsync(app));
        Assert.Equal(AppUnderTest.Account, item["subject"]!.GetValue<string>());
        Assert.Contains(
            $"az storage blob lease break --auth-mode login --account-name <storage account> --container-name <container> --blob-name {Lease}",
            item["fix"]!.GetValue<string>(),
            StringComparison.Ordinal
        );

        app.Leases.CutOff();
        _clock.Ahead += TimeSpan.FromMinutes(1);
        await app.SendMessageAsync(
            Request("run-00000002") with
            {
                Scope = ResourceId.Parse($"{AppUnderTest.Account}/deployments/other"),
                ReceivedAt = _clock.GetUtcNow(),
            }
        );

        Assert.Empty(await HeldItemsAsync(app));
    }

    [Theory]
    [InlineData(1, 11, false)]
    [InlineData(1, 13, true)]
    [InlineData(4, 15, false)]
    [InlineData(4, 17, true)]
    public async Task The_time_that_a_message_spent_out_of_sight_is_no_waiting_for_its_turn(int attempt, int minutes, bool isRun)
    {
        await using var app = await HeldAsync();
        var message = new ImportMessage(Request("run-00000001")) { Attempt = attempt, FirstEnqueuedAt = Request("x").ReceivedAt };
        _clock.Ahead = TimeSpan.FromMinutes(minutes);

        await app.SendMessageAsync(message.Write());

        Assert.Equal(isRun ? 1 : 0, app.Requests.Count);
    }

    [Fact]
    public async Task What_one_run_without_its_turn_has_looked_at_is_no_second_run()
    {
        await using var app = await HeldAsync();
        var messages = (
            await app.SendDeliveryAsync(
                $"[{AnEvent.DeploymentWritten().ToJsonString()},{AnEvent.DeploymentWritten($"{AppUnderTest.Account}/deployments/b").ToJsonString()}]"
            )
        ).Messages;
        _clock.Ahead = TimeSpan.FromMinutes(16);

        foreach (var message in messages)
        {
            Assert.True((await app.SendMessageAsync(message.ToJsonString())).IsDone);
        }

        Assert.Single(app.Requests);
    }

    private async Task<AppUnderTest> HeldAsync()
    {
        var app = new AppUnderTest(moreServices: services => services.AddSingleton<TimeProvider>(_clock));
        app.Reconcile = (request, _) =>
            Task.FromResult(
                AppUnderTest.Ended(request, RunOutcome.Succeeded) with
                {
                    StartedAt = _clock.GetUtcNow(),
                    FinishedAt = _clock.GetUtcNow(),
                }
            );
        await app.Leases.TryAcquireAsync(Lease, "somebody who never lets go", default);
        return app;
    }

    private static async Task<IReadOnlyList<JsonNode>> HeldItemsAsync(AppUnderTest app) =>
        [
            .. (await app.AttentionAsync()).Where(item =>
                item["what"]!
                    .GetValue<string>()
                    .Contains($"the lease {Lease} in the report store is held for longer than any run lasts", StringComparison.Ordinal)
            ),
        ];

    private static ReconcileRequest Request(string runId) =>
        new()
        {
            RunId = runId,
            Reason = RunReason.Event,
            Scope = ResourceId.Parse(AppUnderTest.Deployment),
            ReceivedAt = Began,
        };

    private static readonly DateTimeOffset Began = TimeProvider.System.GetUtcNow();

    private sealed class ClockAhead : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => Began + Ahead;
    }
}
