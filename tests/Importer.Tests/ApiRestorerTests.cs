using Importer.Configuration;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

public sealed class ApiRestorerTests
{
    private static readonly ResourceKey Contoso = Api.KeyFor("contoso-openai");

    [Fact]
    public async Task What_a_run_withdrew_comes_back_as_it_was()
    {
        var (scene, before) = await WithdrawnAsync();

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-00002");

        Assert.True(report.Outcome == RunOutcome.Succeeded, report.Error);
        Assert.Equal(before, scene.Gateway.Picture.Replace(" restored ", " ", StringComparison.Ordinal));
        Assert.True(scene.Gateway.Resources[Contoso].OwnershipTag!.IsRestored);
        Assert.Equal(new ManualAction(ManualActionKind.Restore, "run-00002"), report.ManualAction);
    }

    [Fact]
    public async Task Restoring_twice_writes_nothing_the_second_time()
    {
        var (scene, _) = await WithdrawnAsync();
        await scene.DoAsync(ManualActionKind.Restore, "run-00002");
        scene.Gateway.Writes.Clear();

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-00002");

        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
        Assert.Empty(scene.Gateway.Writes);
    }

    [Fact]
    public async Task Restoring_over_later_edits_is_refused_with_what_differs()
    {
        var (scene, _) = await WithdrawnAsync();
        await scene.DoAsync(ManualActionKind.Restore, "run-00002");
        scene.Gateway.Add((Api)scene.Gateway.Resources[Contoso].Resource with { SubscriptionRequired = false });
        var edited = scene.Gateway.Picture;

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-00002");

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Contains("Api contoso-openai (subscriptionRequired: saved 'true', now 'false')", report.Error, StringComparison.Ordinal);
        Assert.Equal(edited, scene.Gateway.Picture);
    }

    [Fact]
    public async Task Policies_of_operations_come_back_and_fragments_are_kept_to_be_read()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        var policy = new OperationPolicy
        {
            Api = "contoso-openai",
            Operation = ((Api)scene.Gateway.Resources[Contoso].Resource).Definition!.Operations[0].Name,
            Xml = "<policies><inbound><base /><ip-filter action=\"allow\" /></inbound></policies>",
        };
        scene.Gateway.AddForeign(policy);
        var own = (ApiPolicy)scene.Gateway.Resources[ApiPolicy.KeyFor("contoso-openai")].Resource;
        scene.Gateway.Fragments["team"] = "<fragment><set-header /></fragment>";
        scene.Gateway.Add(
            own with
            {
                Xml = own.Xml.Replace("<base />", "<base /><include-fragment fragment-id=\"team\" />", StringComparison.Ordinal),
            }
        );
        scene.Source.Delete("contoso", "gpt-4o");
        await scene.RunAsync();
        Assert.DoesNotContain(policy.Key, scene.Gateway.Resources.Keys);

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-00002");

        Assert.True(report.Outcome == RunOutcome.Succeeded, report.Error);
        Assert.Equal(policy.Xml, ((OperationPolicy)scene.Gateway.Resources[policy.Key].Resource).Xml);
        Assert.Contains(
            "<fragment><set-header /></fragment>",
            (await scene.Store.ReadAsync("snapshots/run-00002/contoso-openai.json", CancellationToken.None))!.Content.ToString(),
            StringComparison.Ordinal
        );
        scene.Gateway.Writes.Clear();
        Assert.Equal(RunOutcome.Succeeded, (await scene.DoAsync(ManualActionKind.Restore, "run-00002")).Outcome);
        Assert.Empty(scene.Gateway.Writes);
    }

    [Fact]
    public async Task A_plan_of_a_restoration_writes_nothing_and_names_every_resource()
    {
        var (scene, _) = await WithdrawnAsync();
        scene.Gateway.Writes.Clear();

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-00002", RunMode.Plan);

        Assert.Empty(scene.Gateway.Writes);
        Assert.Equal(
            [ResourceKind.Backend, ResourceKind.Api, ResourceKind.Policy, ResourceKind.Tag, ResourceKind.ProductLink],
            report.Steps.Select(step => step.Kind)
        );
    }

    [Fact]
    public async Task The_next_sweep_keeps_what_was_restored_and_says_so()
    {
        var (scene, _) = await WithdrawnAsync();
        await scene.DoAsync(ManualActionKind.Restore, "run-00002");
        scene.Gateway.Writes.Clear();

        var sweep = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Empty(scene.Gateway.Writes);
        Assert.Contains(
            "was put back after it was withdrawn",
            Assert.Single(sweep.SetAside, aside => aside.Kind == SetAsideKind.Kept).Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Insisting_withdraws_what_was_restored()
    {
        var (scene, _) = await WithdrawnAsync();
        await scene.DoAsync(ManualActionKind.Restore, "run-00002");

        await scene.RunAsync(AnAccount.Id("contoso"), insist: true);

        Assert.False(scene.Gateway.Resources.ContainsKey(Contoso));
        Assert.DoesNotContain(scene.Gateway.Resources.Keys, key => key.Kind == ResourceKind.Backend);
    }

    [Fact]
    public async Task A_deployment_that_comes_back_makes_the_restored_api_an_ordinary_one()
    {
        var (scene, before) = await WithdrawnAsync();
        await scene.DoAsync(ManualActionKind.Restore, "run-00002");

        scene.Source.Deploy("contoso", "gpt-4o");
        await scene.RunAsync();

        Assert.Equal(before, scene.Gateway.Picture);
        Assert.Empty((await scene.RunAsync(mode: RunMode.Plan)).Steps);
    }

    [Fact]
    public async Task What_was_made_again_meanwhile_is_left_alone()
    {
        var (scene, _) = await WithdrawnAsync();
        scene.Source.Deploy("contoso", "gpt-4o");
        await scene.RunAsync();
        scene.Gateway.Writes.Clear();

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-00002");

        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
        Assert.Contains("there is nothing to put back", Assert.Single(report.SetAside).Reason, StringComparison.Ordinal);
        Assert.Empty(scene.Gateway.Writes);
    }

    [Theory]
    [InlineData("contoso-openai", "elsewhere")]
    [InlineData("hand-made", "contoso/openai")]
    public async Task A_taken_id_or_path_refuses_the_whole_restoration(string id, string path)
    {
        var (scene, _) = await WithdrawnAsync();
        scene.Gateway.Add(
            new Api
            {
                Id = id,
                DisplayName = "By hand",
                Path = path,
            }
        );
        scene.Gateway.Writes.Clear();

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-00002");

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Contains("Move or delete that first", report.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Gateway.Writes);
    }

    [Fact]
    public async Task A_run_that_saved_nothing_cannot_be_restored()
    {
        var scene = new Scene();

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-99999");

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Contains("saved no snapshot", report.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("{}", "an earlier version")]
    [InlineData("""{"version":3}""", "cannot be read")]
    [InlineData("""{"version":3,"api":{"id":"x"}}""", "cannot be read")]
    public async Task A_damaged_or_older_snapshot_is_refused_by_name(string content, string reason)
    {
        var scene = new Scene();
        await scene.Store.WriteAsync(
            "snapshots/run-77777/x.json",
            BinaryData.FromString(content),
            "application/json",
            null,
            CancellationToken.None
        );

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-77777");

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Contains("snapshots/run-77777/x.json", report.Error, StringComparison.Ordinal);
        Assert.Contains(reason, report.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "put back without its key")]
    public async Task A_key_is_never_in_a_snapshot_and_is_read_again_when_the_account_is_there(bool isThere, string told)
    {
        var scene = new Scene(
            TheSettings.With(new ApiProfile { Authentication = new AuthenticationSettings { Mode = AuthenticationMode.ApiKey } })
        );
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        scene.Source.Delete("contoso", "gpt-4o");
        await scene.RunAsync();
        var saved = (await scene.Store.ReadAsync("snapshots/run-00002/contoso-openai.json", CancellationToken.None))!.Content.ToString();
        if (!isThere)
        {
            scene.Source.DeleteAccount("contoso");
        }

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-00002");

        Assert.DoesNotContain("key-of-contoso", saved, StringComparison.Ordinal);
        Assert.Contains(scene.Gateway.Resources.Keys, key => key == new ResourceKey(ResourceKind.NamedValue, "contoso-openai-key"));
        Assert.Contains(told, string.Join('\n', report.SetAside.Select(aside => aside.Reason)), StringComparison.Ordinal);
        Assert.Equal(isThere, report.SetAside.Count == 0);
    }

    [Fact]
    public async Task An_api_of_one_deployment_gets_the_key_of_its_account_back()
    {
        var scene = await KeyedAsync("{account}/{deployment}");

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-00002");

        Assert.Equal((RunOutcome.Succeeded, 0), (report.Outcome, report.SetAside.Count));
        var named = Assert.Single(scene.Gateway.Resources.Values.Select(found => found.Resource).OfType<NamedValue>());
        Assert.Equal(AnAccount.Id("contoso"), named.KeyOf);
    }

    [Fact]
    public async Task An_account_that_cannot_be_read_is_not_taken_for_gone_and_nothing_is_put_back_without_its_key()
    {
        var scene = await KeyedAsync("{account}");
        scene.Source.Unread.Add(new(AnAccount.Id("contoso"), "throttled", MayPass: true));
        scene.Gateway.Writes.Clear();

        var report = await scene.DoAsync(ManualActionKind.Restore, "run-00002");

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Contains("could not be read", report.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Gateway.Writes);
    }

    // Two runs: one that imports with the account's key, one that withdraws.
    private static async Task<Scene> KeyedAsync(string basePath)
    {
        var scene = new Scene(
            TheSettings.With(
                new ApiProfile
                {
                    BasePath = basePath,
                    Authentication = new AuthenticationSettings { Mode = AuthenticationMode.ApiKey },
                }
            )
        );
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        foreach (var named in scene.Gateway.Resources.Values.Where(found => found.Resource is NamedValue).ToList())
        {
            // As the service gives it back: whose key it is, is read from the ownership tag.
            scene.Gateway.Add((NamedValue)named.Resource with { KeyOf = named.OwnershipTag!.Source });
        }

        scene.Source.Delete("contoso", "gpt-4o");
        await scene.RunAsync();
        return scene;
    }

    // Two runs: one that imports, one that withdraws.
    private static async Task<(Scene Scene, string Before)> WithdrawnAsync()
    {
        var scene = new Scene(
            TheSettings.With(
                new ApiProfile
                {
                    Products = ["ai-team"],
                    Tags = ["models"],
                    Policies = new PolicySettings
                    {
                        RateLimit = new RateLimitSettings { Calls = 5, RenewalPeriodSeconds = 60 },
                    },
                }
            )
        );
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        var before = scene.Gateway.Picture;
        scene.Source.Delete("contoso", "gpt-4o");
        var report = await scene.RunAsync();
        Assert.True(report.Outcome == RunOutcome.Succeeded, report.Error);
        Assert.False(scene.Gateway.Resources.ContainsKey(Contoso));
        Assert.DoesNotContain(scene.Gateway.Resources.Values, found => found.Resource is ApiPolicy or Backend);
        return (scene, before);
    }
}
