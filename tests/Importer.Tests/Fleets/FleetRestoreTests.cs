using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Fakes;

namespace Importer.Tests.Fleets;

/// <summary>A fleet's API that was withdrawn is not put back by itself: its pools would be missing.</summary>
public sealed class FleetRestoreTests
{
    [Fact]
    public async Task A_fleet_is_not_restored_and_the_way_out_is_told()
    {
        var scene = await WithdrawnAsync(AFleet.Account("a", "westus", "gpt-4o"));

        var report = await scene.DoAsync(ManualActionKind.Restore, scene.Last!.Id);

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Contains("API ai--openai is of fleet 'ai'", report.Error, StringComparison.Ordinal);
        Assert.Contains("put the fleet back into the settings (Fleets)", report.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("changed by hand", report.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Gateway.Writes);

        scene.Restart();
        await scene.RunAsync();

        Assert.Contains(scene.Gateway.Resources.Keys, key => key == Api.KeyFor("ai--openai"));
        Assert.Contains(scene.Gateway.Resources.Keys, key => key == new ResourceKey(ResourceKind.Backend, "ai--gpt-4o"));
    }

    [Fact]
    public async Task What_was_withdrawn_with_it_comes_back_and_the_fleet_is_told()
    {
        var scene = await WithdrawnAsync(AFleet.Account("a", "westus", "gpt-4o"), withAccount: true);
        Assert.DoesNotContain(scene.Gateway.Resources.Keys, key => key == Api.KeyFor("b-openai"));

        var report = await scene.DoAsync(ManualActionKind.Restore, scene.Last!.Id);

        Assert.True(report.Outcome == RunOutcome.Succeeded, report.Error);
        Assert.Contains(scene.Gateway.Resources.Keys, key => key == Api.KeyFor("b-openai"));
        Assert.DoesNotContain(scene.Gateway.Resources.Keys, key => key == Api.KeyFor("ai--openai"));
        Assert.Contains(
            report.SetAside,
            aside =>
                aside.Kind == SetAsideKind.Kept
                && aside.Deployment == "ai--openai"
                && aside.Reason.Contains("put the fleet back", StringComparison.Ordinal)
        );
    }

    // The run that withdraws is the last one of the scene.
    private static async Task<Scene> WithdrawnAsync(Deployments.AccountInventory account, bool withAccount = false)
    {
        var settings = AFleet.Settings(AFleet.Default with { Match = new() { Account = "a" } });
        var scene = new Scene(settings);
        scene.Source.Put(account);
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));
        await scene.RunAsync();
        if (withAccount)
        {
            scene.Source.Delete("b", "gpt-4o");
        }

        scene.Restart(settings with { Fleets = [] });
        var run = await scene.RunAsync(insist: true);
        Assert.True(run.Outcome == RunOutcome.Succeeded, run.Error);
        scene.Gateway.Writes.Clear();
        return scene;
    }
}
