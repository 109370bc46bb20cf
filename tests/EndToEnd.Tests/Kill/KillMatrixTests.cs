namespace EndToEnd.Tests.Kill;

/// <summary>
/// The worker gets SIGKILL right after each single write of a run, every write in turn: the message's next delivery, or a
/// sweep that comes before it, ends where the run without the kill ended.
/// </summary>
[Collection(nameof(KillCloud))]
public sealed class KillMatrixTests(KillCloud cloud)
{
    public static TheoryData<string> Ways => [.. Way.All.Select(way => way.Name)];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Killed_after_whichever_write_it_ends_as_if_it_had_not_been(string name)
    {
        var way = Way.All.Single(way => way.Name == name);
        await cloud.PrepareAsync();
        var bare = await cloud.Arm.GatewayAsync();
        var undisturbed = $"calm-{name}";
        var mark = await BeginAsync(undisturbed, way);
        await cloud.BringAsync(undisturbed, way.To, way.From);
        await cloud.SettleAsync();
        var wanted = await Picture.OfAsync(cloud.Arm, undisturbed);
        var writes = Write.In(await cloud.Control.WritesAsync(mark), undisturbed);
        await cloud.ForgetAsync(undisturbed);
        Assert.True(writes.Count >= 3, string.Join('\n', writes));
        Assert.Equal(bare, await cloud.Arm.GatewayAsync());

        for (var k = 0; k < writes.Count; k++)
        {
            var account = $"kill-{name}-{k}";
            var begun = await BeginAsync(account, way);
            await KillAsync(account, way, writes[k]);
            await ConvergeAsync(bySweep: k % 2 == 1);
            await CheckAsync(account, way, wanted, $"killed after {writes[k]}");
            Assert.All(await cloud.Control.WritesAsync(begun), write => Assert.True(Concerns(write, account), write.ToString()));
            await cloud.ForgetAsync(account);
            Assert.Equal(bare, await cloud.Arm.GatewayAsync());
        }
    }

    private async Task<long> BeginAsync(string account, Way way)
    {
        await cloud.BringAsync(account, way.From, "new");
        await cloud.SettleAsync();
        return await cloud.Control.MarkAsync();
    }

    private async Task KillAsync(string account, Way way, Write write)
    {
        var failed = Failures();
        await cloud.Control.KillAfterAsync(write.Method, write.PatternFor(account), write.Skip);
        await cloud.BringAsync(account, way.To, way.From);
        await Patience.UntilAsync(
            $"the kill after {write}",
            () => Task.FromResult(Failures() > failed ? "noticed" : null),
            cloud.Control.TellAsync
        );
    }

    // The message stays hidden until it is its time again: a sweep finds the work half done, as an hourly one would.
    private async Task ConvergeAsync(bool bySweep)
    {
        if (bySweep)
        {
            await cloud.SweepAsync();
        }

        await cloud.Control.SkipVisibilityTimeoutAsync();
        await cloud.SettleAsync();
    }

    private async Task CheckAsync(string account, Way way, string wanted, string what)
    {
        var found = await Picture.OfAsync(cloud.Arm, account);
        Assert.True(wanted == found, $"{what}: wanted\n{wanted}\nfound\n{found}\n{await cloud.Control.TellAsync()}");
        Assert.True(way.To == "none" || await cloud.AnswersAsync(account), what);
        var mark = await cloud.Control.MarkAsync();
        var again = await cloud.Importer.ImportAsync();
        Assert.True(again is { Outcome: "succeeded", Steps: 0 }, $"{what}: {again}");
        Assert.Empty(await cloud.Control.WritesAsync(mark));
    }

    private static bool Concerns(Call write, string account) =>
        write.Path.Contains(account, StringComparison.Ordinal)
        || write.Path.Contains("/contoso-apim/tags/foundry", StringComparison.Ordinal);

    private int Failures() =>
        cloud.Log.Count(line => line.Contains("Executed 'Functions.ImportDeployments' (Failed", StringComparison.Ordinal));
}
