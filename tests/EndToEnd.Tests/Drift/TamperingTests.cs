using System.Text.Json;
using Importer.Reports;

namespace EndToEnd.Tests.Drift;

/// <summary>
/// Each way of tampering is found by a check that writes nothing, with the right kind and fields; the repair writes what was
/// tampered with and nothing else; and then a check over everything is in sync and writes nothing.
/// </summary>
public sealed class TamperingTests(DriftWorld world) : IClassFixture<DriftWorld>
{
    public static TheoryData<string> Names => [.. Tamperings.All.Select(tampering => tampering.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Tampering_is_found_and_repaired_and_nothing_else_is_written(string name)
    {
        var tampering = Tamperings.All.Single(one => one.Name == name);
        var bench = world.Bench;

        // One that failed before must not take the others with it.
        await bench.CheckAsync(repair: true);
        await world.InSyncAsync();
        var before = bench.Picture;
        await world.Hand.DoAsync(tampering.Calls);
        var tampered = bench.Picture;

        bench.Forget();
        var found = await bench.CheckAsync();
        Assert.Equal(tampering.Items.Order(StringComparer.Ordinal), DriftWorld.Told(found));
        Assert.All(found.Items, item => Assert.Equal((DriftAction.Reported, true), (item.Action, item.Reason.Length > 0)));
        Assert.False(found.InSync);
        Assert.Empty(bench.Writes);
        Assert.Equal(tampered, bench.Picture);

        var repaired = await bench.CheckAsync(repair: true);
        Assert.Equal(tampering.Writes.Order(StringComparer.Ordinal), bench.Writes.Order(StringComparer.Ordinal));
        Assert.Equal(tampering.Undo.Count == 0, repaired.InSync);
        Assert.All(repaired.Items, item => Assert.Equal(Left(item, tampering) ? DriftAction.Reported : DriftAction.Repaired, item.Action));
        await world.Hand.DoAsync(tampering.Undo);
        if (tampering.Undo.Count > 0)
        {
            await bench.CheckAsync(repair: true);
        }

        Assert.True(
            tampering.LeavesTraces || before == bench.Picture,
            $"after the repair the service is not as it was:\n{Unlike(before, bench.Picture)}"
        );
        await world.InSyncAsync();
    }

    [Fact]
    public async Task A_sweep_over_an_untouched_gateway_is_in_sync_and_writes_nothing()
    {
        var before = world.Bench.Picture;

        await world.InSyncAsync();

        Assert.Equal(before, world.Bench.Picture);
    }

    [Fact]
    public async Task The_last_change_of_the_service_is_told_without_a_name()
    {
        await world.Hand.DoAsync(["PATCH . {\"identity\":{\"type\":\"None\"}}"]);

        var report = await world.Bench.CheckAsync();
        await world.Bench.CheckAsync(repair: true);

        var service = (await world.Bench.Arm.GetAsync(ArmDriver.Service))!["systemData"]!;
        var item = report.Items.Single(item => item.Resource == "identity system-assigned");
        Assert.Equal(("User", null), (item.LastChange!.ByType, item.LastChange.By));
        Assert.Equal("somebody@contoso.example", (string?)service["createdBy"]);
        Assert.DoesNotContain("somebody", JsonSerializer.Serialize(report, ReportJson.Default.DriftReport), StringComparison.Ordinal);
        Assert.All(report.Items.Where(other => other != item), other => Assert.Null(other.LastChange));
    }

    private static bool Left(DriftItem item, Tampering tampering) =>
        tampering.Undo.Count > 0 && item.Kind is DriftKind.Conflict or DriftKind.Missing;

    private static string Unlike(string before, string after) =>
        string.Join(
            '\n',
            before.Split('\n').Except(after.Split('\n')).Concat(after.Split('\n').Except(before.Split('\n')).Select(line => $"now {line}"))
        );
}
