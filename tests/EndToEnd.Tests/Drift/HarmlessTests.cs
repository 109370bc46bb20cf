namespace EndToEnd.Tests.Drift;

/// <summary>No false drift: what means the same, what people keep on our resources and what is not ours is left as it is.</summary>
public sealed class HarmlessTests(DriftWorld world) : IClassFixture<DriftWorld>
{
    public static TheoryData<string> Names => [.. Harmless.All.Select(tampering => tampering.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_means_the_same_or_is_not_ours_is_no_drift_and_stays(string name)
    {
        var tampering = Harmless.All.Single(one => one.Name == name);
        await world.Hand.DoAsync(tampering.Calls);
        var changed = world.Bench.Picture;

        await world.InSyncAsync();

        Assert.Equal(changed, world.Bench.Picture);
        await world.Hand.DoAsync(tampering.Undo);
    }
}
