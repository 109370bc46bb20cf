using Xunit.Abstractions;

namespace EndToEnd.Tests.Storm;

public sealed class TwoInstancesCloud() : StormCloud(instances: 2);

/// <summary>The same storm over two instances, each with a memory of its own, on one gateway and one queue.</summary>
public sealed class TwoInstancesTests(TwoInstancesCloud cloud, ITestOutputHelper output) : IClassFixture<TwoInstancesCloud>
{
    [Fact]
    public async Task Two_instances_come_to_the_same_end_and_neither_overwrites_what_the_other_wrote()
    {
        var calm = new List<(string Picture, IReadOnlyDictionary<string, int> Writes)>();
        for (var kind = 0; kind < Models.Kinds.Count; kind++)
        {
            var before = await cloud.Control.MarkAsync();
            var account = await cloud.CalmAsync(kind);
            calm.Add((await cloud.PictureAsync(account), Writes.Done(await cloud.Control.WritesAsync(before), account)));
        }

        var mark = await cloud.Control.MarkAsync();
        var began = TimeProvider.System.GetTimestamp();
        await cloud.RageAsync();
        await cloud.SettleAsync();
        await cloud.SweepAsync();
        var calls = (await cloud.Control.JournalAsync("arm", mark)).Where(call => call.IsByImporter).ToList();
        var writes = calls.Where(call => call.IsWriteByImporter).ToList();
        output.WriteLine(
            $"{cloud.Log.Count(line => line.StartsWith("[ImportDeployments]", StringComparison.Ordinal))} messages, {cloud.Log.Count(line => line.StartsWith("[ImportDeployments]", StringComparison.Ordinal) && line.Contains("covered", StringComparison.Ordinal))} of them covered by the run of another"
        );
        output.WriteLine(
            $"after {TimeProvider.System.GetElapsedTime(began)}: {calls.Count(call => call.Method == "GET")} reads, {writes.Count} writes, of them {string.Join(", ", writes.CountBy(write => write.Status ?? 0).Select(count => $"{count.Value} × {count.Key}"))}"
        );

        foreach (var account in StormCloud.Names)
        {
            var (picture, once) = calm[StormCloud.KindOf(account)];
            Assert.Equal(picture, await cloud.PictureAsync(account));
            Assert.All(
                Writes.Done(writes, account),
                done => Assert.True(done.Value <= 2 * once.GetValueOrDefault(done.Key), $"{account}: {done.Value} × {done.Key}")
            );
        }

        // Whoever writes says what he saw: nothing, or exactly this. So nobody overwrites what he did not see.
        Assert.All(
            writes.Where(write => !IsIdempotent(write.Path)),
            write => Assert.Contains(write.Headers, header => header is "If-Match" or "If-None-Match")
        );
        Assert.True(Throttling.Impatient(calls) is [], string.Join('\n', Throttling.Impatient(calls)));
        Assert.Equal(0, await cloud.Control.PoisonAsync());
        var runs = (await cloud.Control.JournalAsync("host", mark)).Where(call => call.Path == "/ImportDeployments");
        Assert.Equal(["1", "2"], runs.Select(call => (string?)call.Json["headers"]!["x-local-instance"]).Distinct().Order());
        var again = await cloud.Importer.PlanAsync();
        Assert.True(again is { Outcome: "succeeded", Steps: 0 }, again.ToString());
    }

    // A role assignment is named after what it grants: making it twice is making it once, and it takes no condition.
    private static bool IsIdempotent(string write) => write.Contains("/roleAssignments/", StringComparison.Ordinal);
}
