using Importer.Configuration;
using Importer.Deployments;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Fleets;

/// <summary>What whole runs leave for the report: members with backends and capacity, who stands outside, and what is lost.</summary>
public sealed class FleetReportTests
{
    private static readonly ImporterSettings Settings = AFleet.Settings(
        AFleet.Default with
        {
            AloneToo = false,
            Boundary = FleetBoundary.Any,
        }
    );

    [Fact]
    public async Task A_run_leaves_every_alias_with_its_members_their_backends_and_their_capacity()
    {
        var scene = Scene(
            AFleet.Account("a", "westus", "gpt-4o:GlobalProvisionedManaged:100"),
            AFleet.Account("b", "eastus", "gpt-4o:GlobalStandard:30")
        );

        var alias = Assert.Single((await RanAsync(scene)).Aliases!.Aliases);

        Assert.Equal(["ai--a--gpt-4o 100", "ai--b--gpt-4o 30"], alias.Members.Select(member => $"{member.Backend} {member.Capacity}"));
        Assert.Contains(
            alias.Losses,
            loss =>
                loss.Sentence
                == "if account a goes, 1 of 2 members are left, with 0 of 100 PTUs (100 cannot be carried) and 30 of 30 standard units"
        );
    }

    [Fact]
    public async Task A_run_over_one_account_sees_all_aliases_and_leaves_who_is_drained_elsewhere_as_it_was()
    {
        var scene = Scene(
            AFleet.Account("a", "westus", "gpt-4o"),
            AFleet
                .Account("b", "westus", "gpt-4o")
                .Edit("gpt-4o", one => one with { Tags = new Dictionary<string, string> { ["apim-drain"] = "on" } })
        );
        var whole = (await RanAsync(scene)).Aliases!;

        var one = (await RanAsync(scene, "a")).Aliases!;

        var drained = Assert.Single(whole.Asides, aside => aside.State == AsideState.Outside);
        Assert.StartsWith("is drained, so no call of fleet 'ai' goes to it", drained.Reason, StringComparison.Ordinal);
        Assert.Contains(drained, one.Asides);
        Assert.Equal(["a"], Assert.Single(one.Aliases).Members.Select(member => member.Account));
        Assert.Equal(whole.SweptAt, one.SweptAt);
    }

    [Fact]
    public async Task The_last_deployment_that_is_deleted_ends_its_alias_and_requires_action()
    {
        var scene = Scene(AFleet.Account("a", "westus", "gpt-4o"));
        await RanAsync(scene);
        scene.Source.Delete("a", "gpt-4o");

        var report = await RanAsync(scene, "a");

        Assert.Equal(AliasState.Ended, Assert.Single(report.Aliases!.Aliases).State);
        var leaving = Assert.Single(report.Aliases.Asides, aside => aside.State == AsideState.Leaving);
        Assert.Equal(("a/gpt-4o", true), (DisplayText.ShortOf(leaving.Subject), leaving.LeavesAt is not null));
        Assert.Single(report.Attention, item => item.Subject == "alias ai/gpt-4o");
    }

    [Fact]
    public async Task A_plan_leaves_nothing()
    {
        var scene = Scene(AFleet.Account("a", "westus", "gpt-4o"));
        var plan = await scene.RunAsync(mode: RunMode.Plan);

        Assert.Equal(["ai"], plan.Fleets);
        Assert.Null(await new FleetRecords(scene.Store).ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Without_a_fleet_a_run_tells_of_none()
    {
        var scene = new Scene(TheSettings.Default);
        scene.Source.Put(AFleet.Account("a", "westus", "gpt-4o"));

        Assert.Null((await scene.RunAsync()).Fleets);
    }

    private static Scene Scene(params AccountInventory[] accounts) => new Scene(Settings).Holding(accounts);

    private static async Task<ReportDocument> RanAsync(Scene scene, string? account = null)
    {
        var run = await scene.RunAsync(account is null ? null : AnAccount.Id(account));
        await new RunRecords(scene.Store).FinishAsync(run, CancellationToken.None);
        return await new ReportBuilder(scene.Store, TimeProvider.System).BuildAsync(CancellationToken.None);
    }
}
