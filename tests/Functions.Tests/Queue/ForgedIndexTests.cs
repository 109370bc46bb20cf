using Functions.Queue;
using Importer.Resources;
using Importer.Runs;

namespace Functions.Tests.Queue;

/// <summary>Whoever may write the report container cannot stop imports by the index of recent runs, nor break them.</summary>
public sealed class ForgedIndexTests
{
    [Theory]
    [InlineData("""[{"id":"run-00000001","scope":null,"startedAt":"9998-01-01T00:00:00Z","known":[],"onTheirWay":[]}]""")]
    [InlineData("""[{"id":"run-00000001","scope":null,"startedAt":"2026-01-01T00:00:00Z","known":["run-00000002"],"onTheirWay":[]}]""")]
    [InlineData("[null]")]
    [InlineData("""[{"id":"../x","scope":null,"startedAt":"2026-01-01T00:00:00Z","known":["run-00000002"],"onTheirWay":[]}]""")]
    [InlineData("""[{"id":"run-00000001"}]""")]
    [InlineData("""[{"id":"run-00000001","scope":null,"startedAt":"2026-01-01T00:00:00Z","known":null,"onTheirWay":null}]""")]
    public async Task What_no_run_wrote_answers_for_nothing(string index)
    {
        await using var app = new AppUnderTest();
        await app.SendMessageAsync(Request("run-00000001"));
        await app.Store.WriteAsync(RecentRuns.Document, BinaryData.FromString(index), "application/json", null, default);

        Assert.True((await app.SendMessageAsync(Request("run-00000002"))).IsDone);

        Assert.Equal(["run-00000001", "run-00000002"], app.Requests.Select(request => request.RunId));
        Assert.Null(app.Record("run-00000002")!.CoveredBy);
    }

    private static ReconcileRequest Request(string runId) =>
        new()
        {
            RunId = runId,
            Reason = RunReason.Event,
            Scope = ResourceId.Parse(AppUnderTest.Deployment),
            ReceivedAt = TimeProvider.System.GetUtcNow(),
        };
}
