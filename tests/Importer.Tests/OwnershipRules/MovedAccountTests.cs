using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.OwnershipRules;

/// <summary>An account that is moved to another resource group has another id and goes on answering.</summary>
public sealed class MovedAccountTests
{
    private static readonly ResourceKey Contoso = Api.KeyFor("contoso-openai");
    private static readonly AccountInventory Before = AnAccount.In("rg-old", "contoso", "gpt-4o");
    private static readonly AccountInventory After = AnAccount.In("rg-new", "contoso", "gpt-4o");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_mark_follows_the_account_and_the_old_group_may_go(bool byEvent)
    {
        var scene = await MovedAsync();

        await scene.RunAsync(byEvent ? After.Account.Id : null, reason: byEvent ? RunReason.Event : RunReason.Manual);
        Assert.Equal(After.Account.Id, scene.Gateway.Resources[Contoso].OwnershipTag!.Source);
        Assert.Equal(
            After.Account.Id,
            scene.Gateway.Resources[new ResourceKey(ResourceKind.Backend, "contoso-openai-ai-endpoint")].OwnershipTag!.Source
        );
        scene.Gateway.Writes.Clear();
        await scene.RunAsync(Before.Account.Id, reason: RunReason.Event);
        await scene.RunAsync();

        Assert.Empty(scene.Gateway.Writes);
        Assert.True(scene.Gateway.Resources.ContainsKey(Contoso));
    }

    [Theory]
    [InlineData(RunMode.Apply)]
    [InlineData(RunMode.Plan)]
    public async Task An_event_of_the_old_group_withdraws_nothing_before_the_new_one_was_imported(RunMode mode)
    {
        var scene = await MovedAsync();
        scene.Gateway.Writes.Clear();

        var run = await scene.RunAsync(Before.Account.Id, mode, reason: RunReason.Event);

        Assert.Empty(scene.Gateway.Writes);
        Assert.Empty(run.Steps);
    }

    [Fact]
    public async Task The_look_right_before_a_deletion_sees_a_move_that_the_plan_did_not()
    {
        var scene = await ImportedAsync();
        scene.Source.Remove(Before.Account.Id);
        scene.Source.AfterReads(2, () => scene.Source.Put(After));

        var run = await scene.RunAsync(Before.Account.Id, reason: RunReason.Event);

        Assert.True(scene.Gateway.Resources.ContainsKey(Contoso), string.Join('\n', run.Steps));
        Assert.DoesNotContain(run.Steps, step => step is { Kind: ResourceKind.Api, Change: ChangeKind.Delete, Outcome: StepOutcome.Done });
    }

    [Fact]
    public async Task An_account_that_was_moved_and_lost_its_deployments_is_withdrawn()
    {
        var scene = await ImportedAsync();
        scene.Source.Remove(Before.Account.Id);
        scene.Source.Put(After with { Deployments = [] });

        await scene.RunAsync();

        Assert.False(scene.Gateway.Resources.ContainsKey(Contoso));
    }

    [Fact]
    public async Task An_account_that_is_made_anew_in_the_old_place_does_not_get_the_api_of_the_one_that_moved()
    {
        var scene = await MovedAsync();
        scene.Source.Put(
            Before with
            {
                Account = Before.Account with
                {
                    CustomSubdomain = "another",
                    Endpoints = new Dictionary<string, Uri>(),
                    Endpoint = new Uri("https://another.cognitiveservices.azure.com/"),
                },
            }
        );
        var backend = new ResourceKey(ResourceKind.Backend, "contoso-openai-ai-endpoint");
        var url = ((Backend)scene.Gateway.Resources[backend].Resource).Url;

        await scene.RunAsync(Before.Account.Id, reason: RunReason.Event);

        Assert.Equal(url, ((Backend)scene.Gateway.Resources[backend].Resource).Url);
    }

    [Fact]
    public async Task An_account_without_a_host_is_known_by_its_id_alone()
    {
        var scene = new Scene();
        scene.Source.Put(Before with { Account = Before.Account with { CustomSubdomain = null } });
        await scene.RunAsync();
        scene.Source.Remove(Before.Account.Id);

        await scene.RunAsync(Before.Account.Id, reason: RunReason.Event);

        Assert.False(scene.Gateway.Resources.ContainsKey(Contoso));
    }

    [Fact]
    public async Task An_api_of_one_deployment_follows_too()
    {
        var scene = await ImportedAsync("{account}/{deployment}");
        scene.Source.Remove(Before.Account.Id);
        scene.Source.Put(After);

        await scene.RunAsync(Before.Account.Id, reason: RunReason.Event);
        await scene.RunAsync();

        var api = Assert.Single(scene.Gateway.Resources.Values, found => found.Resource is Api);
        Assert.Equal(After.Deployments[0].Id, api.OwnershipTag!.Source);
    }

    private static async Task<Scene> MovedAsync()
    {
        var scene = await ImportedAsync();
        scene.Source.Remove(Before.Account.Id);
        scene.Source.Put(After);
        return scene;
    }

    private static async Task<Scene> ImportedAsync(string template = "{account}")
    {
        var scene = new Scene(TheSettings.With(new ApiProfile { BasePath = template }));
        scene.Source.Put(Before);
        await scene.RunAsync();
        return scene;
    }
}
