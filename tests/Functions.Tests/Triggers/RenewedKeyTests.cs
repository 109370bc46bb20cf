using Importer.Resources;
using Importer.Runs;

namespace Functions.Tests.Triggers;

/// <summary>An event that says that a key was renewed has its run read keys, whatever other events wait with it.</summary>
public sealed class RenewedKeyTests
{
    private const string Regenerate = "Microsoft.CognitiveServices/accounts/regenerateKey/action";
    private const string Action = "Microsoft.Resources.ResourceActionSuccess";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task It_travels_through_the_queue_in_a_version_that_an_older_app_leaves_alone()
    {
        await using var app = new AppUnderTest();

        var message = Assert.Single((await app.SendEventsAsync(AnEvent.Of(Regenerate, AppUnderTest.Account, Action))).Messages);
        Assert.True((await app.SendMessageAsync(message.ToJsonString())).IsDone);

        Assert.Equal(2, (int)message["version"]!);
        Assert.True(Assert.Single(app.Requests).KeysChanged);
    }

    [Fact]
    public async Task Other_events_read_no_keys()
    {
        await using var app = new AppUnderTest();

        var message = Assert.Single((await app.SendEventsAsync(AnEvent.DeploymentWritten())).Messages);
        Assert.True((await app.SendMessageAsync(message.ToJsonString())).IsDone);

        Assert.False(Assert.Single(app.Requests).KeysChanged);
    }

    [Theory]
    [InlineData(AppUnderTest.Account)]
    [InlineData(AppUnderTest.Deployment)]
    public async Task A_run_that_answers_for_it_too_reads_keys(string scope)
    {
        await using var app = new AppUnderTest();
        var operation = scope == AppUnderTest.Account ? "accounts/write" : "accounts/deployments/write";
        var first = (await app.SendEventsAsync(AnEvent.Of($"Microsoft.CognitiveServices/{operation}", scope))).Messages[0];
        var second = (await app.SendEventsAsync(AnEvent.Of(Regenerate, AppUnderTest.Account, Action))).Messages[0];

        await app.SendMessageAsync(first.ToJsonString());
        await app.SendMessageAsync(second.ToJsonString());

        Assert.True(Assert.Single(app.Requests).KeysChanged);
    }

    [Fact]
    public async Task A_run_that_began_later_but_did_not_know_of_it_does_not_answer_for_it()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { StartedAt = Now });
        await app.SendMessageAsync(Request("run-00000010"));

        await app.SendMessageAsync(Request("run-00000011") with { ReceivedAt = Now - TimeSpan.FromSeconds(10), KeysChanged = true });

        Assert.Equal([false, true], app.Requests.Select(request => request.KeysChanged));
    }

    private static ReconcileRequest Request(string runId) =>
        new()
        {
            RunId = runId,
            Reason = RunReason.Event,
            Scope = ResourceId.Parse(AppUnderTest.Account),
            EventTime = Now,
            ReceivedAt = Now,
        };
}
