using Xunit.Abstractions;

namespace EndToEnd.Tests.Storm;

public sealed class OneInstanceCloud() : StormCloud(instances: 1);

/// <summary>The storm over one instance.</summary>
public sealed class OneInstanceTests(OneInstanceCloud cloud, ITestOutputHelper output) : IClassFixture<OneInstanceCloud>
{
    private const int Throttled = 20;

    [Fact]
    public async Task A_storm_of_events_costs_each_api_one_import_and_the_sweep_finds_what_was_lost()
    {
        var calm = new List<(string Picture, string Writes)>();
        for (var kind = 0; kind < Models.Kinds.Count; kind++)
        {
            var before = await cloud.Control.MarkAsync();
            var account = await cloud.CalmAsync(kind);
            calm.Add((await cloud.PictureAsync(account), Writes.Say(Writes.Done(await cloud.Control.WritesAsync(before), account))));
        }

        for (var i = 0; i < Throttled; i++)
        {
            await cloud.Control.ThrottleAsync("contoso-apim/(apis|backends|namedValues)", skip: i * 8, seconds: 1);
        }

        var began = TimeProvider.System.GetTimestamp();
        var mark = await cloud.Control.MarkAsync();
        await cloud.RageAsync();
        output.WriteLine($"made in {TimeProvider.System.GetElapsedTime(began)}");
        await cloud.SettleAsync();
        output.WriteLine($"settled after {TimeProvider.System.GetElapsedTime(began)}");
        Assert.InRange(await cloud.Control.CountEventsAsync("lost"), 22, 35);
        foreach (var account in StormCloud.Unheard)
        {
            Assert.Empty(await cloud.Arm.ApisOfAsync(account));
        }

        await cloud.SweepAsync();
        var calls = await cloud.Control.JournalAsync("arm", mark);
        var importers = calls.Where(call => call.IsByImporter).ToList();
        output.WriteLine(
            $"swept after {TimeProvider.System.GetElapsedTime(began)}: {importers.Count(call => call.Method == "GET")} reads, {importers.Count(call => call.IsWriteByImporter)} writes, {importers.Count(call => call.Status == 429)} × 429, {importers.Count(call => call.Status == 409)} × 409"
        );

        foreach (var account in StormCloud.Names)
        {
            var (picture, writes) = calm[StormCloud.KindOf(account)];
            Assert.Equal(picture, await cloud.PictureAsync(account));
            Assert.Equal(writes, Writes.Say(Writes.Done(importers.Where(call => call.IsWriteByImporter), account)));
        }

        Assert.True(Throttling.Impatient(calls) is [], string.Join('\n', Throttling.Impatient(calls)));
        Assert.True(Throttling.Repeated(calls) >= Throttled, $"{Throttling.Repeated(calls)} calls were made again after a 429");
        Assert.Equal(0, await cloud.Control.PoisonAsync());
        var again = await cloud.Importer.PlanAsync();
        Assert.True(again is { Outcome: "succeeded", Steps: 0 }, again.ToString());
    }
}
