using Importer.Configuration;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

/// <summary><c>Drift.Mode</c> <c>Import</c>: the sweep makes what is missing and only tells of everything else.</summary>
public sealed class SweepModeTests
{
    [Fact]
    public async Task An_account_whose_event_was_lost_is_imported_with_its_role()
    {
        var scene = Start();
        scene.Source.Put(AnAccount.With("second", "gpt-4o"));

        var sweep = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Equal(RunOutcome.Succeeded, sweep.Outcome);
        Assert.Contains(Api.KeyFor("second-openai"), scene.Gateway.Resources.Keys);
        Assert.Contains(scene.Gateway.Resources.Keys, key => key.Kind == ResourceKind.Role && key.Name == AnAccount.Id("second").Value);
        Assert.Empty((await scene.RunAsync(mode: RunMode.Plan)).Steps);
    }

    [Fact]
    public async Task A_deployment_whose_event_was_lost_gets_its_operations()
    {
        var scene = await ImportedAsync();
        scene.Source.Deploy("contoso", "text-embedding-3-large");

        await scene.RunAsync(reason: RunReason.Drift);

        Assert.Contains(
            Contoso(scene).Definition!.Operations,
            operation => operation.Route == "POST /deployments/{deployment-id}/embeddings"
        );
        Assert.Empty((await scene.RunAsync(mode: RunMode.Plan)).Steps);
    }

    [Theory]
    [InlineData(DriftMode.Import)]
    [InlineData(DriftMode.Report)]
    public async Task What_others_changed_is_told_and_stays(DriftMode mode)
    {
        var scene = await ImportedAsync(mode);
        scene.Gateway.Add(Contoso(scene) with { SubscriptionRequired = false });
        scene.Gateway.Writes.Clear();

        var sweep = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Empty(scene.Gateway.Writes);
        Assert.Equal((RunOutcome.Succeeded, 0), (sweep.Outcome, sweep.Counts.Update));
        var item = Assert.Single(DriftReports.From(sweep, DateTimeOffset.UnixEpoch).Items);
        Assert.Equal(
            (DriftKind.Changed, DriftAction.Reported, "subscriptionRequired"),
            (item.Kind, item.Action, Assert.Single(item.Differences).Field)
        );
    }

    [Fact]
    public async Task Operations_that_somebody_deleted_are_told_and_not_mistaken_for_a_lost_event()
    {
        var scene = await ImportedAsync();
        var api = Contoso(scene);
        scene.Gateway.Add(api with { Definition = new ApiDefinition { Operations = [.. api.Definition!.Operations.Skip(1)] } });
        scene.Gateway.Writes.Clear();

        await scene.RunAsync(reason: RunReason.Drift);

        Assert.Empty(scene.Gateway.Writes);
    }

    [Fact]
    public async Task A_policy_that_is_missing_is_made_and_a_role_that_somebody_took_away_is_told()
    {
        var scene = await ImportedAsync();
        await scene.Gateway.DeleteAsync(ApiPolicy.KeyFor("contoso-openai"), null, CancellationToken.None);
        var role = scene.Gateway.Resources.Keys.Single(key => key.Kind == ResourceKind.Role);
        scene.Gateway.Remove(role);

        var sweep = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Contains(ApiPolicy.KeyFor("contoso-openai"), scene.Gateway.Resources.Keys);
        Assert.DoesNotContain(role, scene.Gateway.Resources.Keys);
        Assert.Contains(
            DriftReports.From(sweep, DateTimeOffset.UnixEpoch).Items,
            item => item is { Kind: DriftKind.Permission, Action: DriftAction.Reported }
        );
    }

    [Fact]
    public async Task Orphans_beyond_the_deletion_guard_do_not_hold_up_what_is_missing()
    {
        var scene = Start();
        string[] accounts = ["one", "two", "three", "four"];
        Array.ForEach(accounts, account => scene.Source.Put(AnAccount.With(account, "gpt-4o")));
        await scene.RunAsync();
        Array.ForEach(accounts, scene.Source.DeleteAccount);
        scene.Source.Put(AnAccount.With("new", "gpt-4o"));

        var sweep = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Equal((RunOutcome.Succeeded, 0), (sweep.Outcome, sweep.Counts.Delete));
        Assert.Contains(Api.KeyFor("new-openai"), scene.Gateway.Resources.Keys);
        Assert.All(accounts, account => Assert.Contains(Api.KeyFor($"{account}-openai"), scene.Gateway.Resources.Keys));
    }

    [Fact]
    public async Task Reporting_makes_nothing()
    {
        var scene = Start(DriftMode.Report);
        scene.Source.Put(AnAccount.With("second", "gpt-4o"));

        await scene.RunAsync(reason: RunReason.Drift);

        Assert.Empty(scene.Gateway.Writes);
    }

    private static Api Contoso(Scene scene) => (Api)scene.Gateway.Resources[Api.KeyFor("contoso-openai")].Resource;

    private static Scene Start(DriftMode mode = DriftMode.Import) => new(TheSettings.Default with { Drift = mode });

    private static async Task<Scene> ImportedAsync(DriftMode mode = DriftMode.Import)
    {
        var scene = Start(mode);
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        return scene;
    }
}
