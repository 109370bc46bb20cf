using System.Xml.Linq;
using Importer.Design;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

/// <summary>What the setting Drift.Ignore leaves to people: neither drift nor written, and told all the same.</summary>
public sealed class DriftIgnoreTests
{
    private const string Id = "contoso-openai";
    private static readonly ResourceKey Key = Api.KeyFor(Id);

    public static TheoryData<IgnorableField> Fields => [.. Enum.GetValues<IgnorableField>()];

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Only_ignored_differences_are_written_by_nobody_and_told_as_ignored(IgnorableField field)
    {
        var scene = Start([field]);
        await scene.RunAsync();
        Tamper(scene, field);
        scene.Gateway.Writes.Clear();

        foreach (
            var (reason, mode) in new[]
            {
                (RunReason.Drift, RunMode.Plan),
                (RunReason.Drift, RunMode.Apply),
                (RunReason.Manual, RunMode.Apply),
                (RunReason.Event, RunMode.Apply),
            }
        )
        {
            var run = await scene.RunAsync(mode: mode, reason: reason);
            var drift = DriftReports.From(run, run.StartedAt);
            Assert.Empty(run.Steps);
            Assert.Equal(RunOutcome.Succeeded, run.Outcome);
            Assert.True(drift.InSync);
            Assert.NotEmpty(drift.Items);
            Assert.All(
                drift.Items,
                item => Assert.Equal((DriftAction.Ignored, "left to people by Drift.Ignore"), (item.Action, item.Reason))
            );
        }

        Assert.Empty(scene.Gateway.Writes);
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Without_the_setting_the_same_difference_is_drift(IgnorableField field)
    {
        var scene = Start([]);
        await scene.RunAsync();
        Tamper(scene, field);

        var drift = DriftReports.From(await scene.RunAsync(mode: RunMode.Plan, reason: RunReason.Drift), DateTimeOffset.UnixEpoch);

        Assert.False(drift.InSync);
        Assert.All(drift.Items, item => Assert.Equal(DriftAction.Reported, item.Action));
    }

    [Fact]
    public async Task A_field_that_is_not_ignored_is_put_back_without_touching_those_that_are()
    {
        var scene = Start([IgnorableField.DisplayName, IgnorableField.Description, IgnorableField.Operations]);
        await scene.RunAsync();
        Tamper(scene, IgnorableField.DisplayName);
        Tamper(scene, IgnorableField.Description);
        Tamper(scene, IgnorableField.Operations);
        Tamper(scene, IgnorableField.SubscriptionRequired);

        var run = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Equal("subscriptionRequired", Assert.Single(Assert.Single(run.Steps).Differences).Field);
        var api = Assert.IsType<Api>(scene.Gateway.Resources[Key].Resource);
        Assert.Equal(("Another", "Another text.", true), (api.DisplayName, api.Description, api.SubscriptionRequired));
        Assert.Equal(["GET /theirs"], api.Definition!.Operations.Select(operation => operation.Route));
        Assert.Null(api.Definition.OpenApi);
        Assert.Equal(
            ["description", "displayName", "operation"],
            Assert.Single(run.Ignored).Differences.Select(difference => difference.Field).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Empty((await scene.RunAsync()).Steps);
    }

    [Fact]
    public async Task The_first_import_sets_everything_and_what_is_gone_as_a_whole_is_made_again()
    {
        var scene = Start(Enum.GetValues<IgnorableField>());

        var first = await scene.RunAsync();
        Assert.Empty(first.Ignored);
        Assert.Contains(scene.Gateway.Resources.Keys, key => key.Kind == ResourceKind.ProductLink);
        Assert.Contains(scene.Gateway.Resources.Keys, key => key.Kind == ResourceKind.Tag);

        await scene.Gateway.DeleteAsync(ApiPolicy.KeyFor(Id), null, CancellationToken.None);
        var second = await scene.RunAsync(reason: RunReason.Drift);
        Assert.Equal((ChangeKind.Create, ResourceKind.Policy), (Assert.Single(second.Steps).Change, second.Steps[0].Kind));
        Assert.Empty((await scene.RunAsync()).Steps);
    }

    [Fact]
    public async Task The_ownership_mark_is_not_part_of_an_ignored_description()
    {
        var scene = Start([IgnorableField.Description]);
        await scene.RunAsync();
        var api = (Api)scene.Gateway.Resources[Key].Resource;
        scene.Gateway.AddForeign(api with { OwnershipTag = null });

        var drift = DriftReports.From(await scene.RunAsync(mode: RunMode.Plan, reason: RunReason.Drift), DateTimeOffset.UnixEpoch);

        Assert.Equal(DriftKind.Conflict, Assert.Single(drift.Items).Kind);
    }

    [Fact]
    public async Task Test_calls_send_the_key_in_the_header_that_people_chose()
    {
        var scene = Start([IgnorableField.SubscriptionKeyParameterNames]);
        await scene.RunAsync();
        Tamper(scene, IgnorableField.SubscriptionKeyParameterNames);
        var listed = await scene.Gateway.ListApisAsync(
            await scene.Gateway.ReadServiceAsync(CancellationToken.None),
            CancellationToken.None
        );

        var design = GatewayDesigner.Design(
            new DesignInput
            {
                Inventory = await scene.Source.ReadAsync(scene.Settings.Scopes, CancellationToken.None),
                Settings = scene.Settings,
                Service = await scene.Gateway.ReadServiceAsync(CancellationToken.None),
                Apis = [.. listed.Select(found => (Api)found.Resource)],
            }
        );

        Assert.All(design.Decisions, decision => Assert.Equal("X-Key", decision.KeyHeader));
    }

    [Theory]
    [InlineData(false, "@(context.Subscription.Id)")]
    [InlineData(true, "@(context.Subscription?.Id ?? context.Request.IpAddress)")]
    public async Task Callers_without_a_subscription_are_counted_where_people_may_let_them_in(bool isIgnored, string key)
    {
        var scene = new Scene(
            TheSettings.With(
                new()
                {
                    DriftIgnore = isIgnored ? [IgnorableField.SubscriptionRequired] : [],
                    Policies = new()
                    {
                        RateLimit = new() { Calls = 5, RenewalPeriodSeconds = 60 },
                    },
                }
            )
        );
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));

        await scene.RunAsync();

        var policy = XElement.Parse(((ApiPolicy)scene.Gateway.Resources[ApiPolicy.KeyFor(Id)].Resource).Xml);
        Assert.Equal(key, Assert.Single(policy.Descendants("rate-limit-by-key")).Attribute("counter-key")!.Value);
    }

    [Fact]
    public async Task Peoples_tags_are_saved_when_an_event_withdraws_the_api()
    {
        var scene = new Scene(TheSettings.With(new() { DriftIgnore = [IgnorableField.Tags] }));
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        Tamper(scene, IgnorableField.Tags);
        scene.Source.Delete("contoso", "gpt-4o");

        var run = await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        var saved = (await scene.Store.ReadAsync($"snapshots/{run.Id}/{Id}.json", CancellationToken.None))!.Content.ToString();
        Assert.Contains("theirs", saved, StringComparison.Ordinal);
    }

    private static Scene Start(IReadOnlyList<IgnorableField> ignore)
    {
        var scene = new Scene(
            TheSettings.With(
                new()
                {
                    DriftIgnore = ignore,
                    Products = ["ai-team"],
                    Tags = ["foundry"],
                    Policies = new() { TokenMetrics = new() { Logger = "insights" } },
                }
            ),
            new InMemoryGateway { Prerequisites = ServicePrerequisites.None with { Loggers = ["insights", "other"] } }
        );
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        return scene;
    }

    private static void Tamper(Scene scene, IgnorableField field)
    {
        var found = scene.Gateway.Resources[Key];
        var api = (Api)found.Resource;
        switch (field)
        {
            case IgnorableField.Policy:
                Put(new ApiPolicy { Api = Id, Xml = "<policies><inbound><base /></inbound></policies>" });
                break;
            case IgnorableField.Diagnostic:
                Put(
                    new Diagnostic
                    {
                        Api = Id,
                        Logger = "other",
                        Metrics = false,
                    }
                );
                break;
            case IgnorableField.Tags:
                Put(new ApiTag { Api = Id, Tag = "theirs" });
                break;
            case IgnorableField.Products:
                Put(new ProductLink { Api = Id, Product = "theirs" });
                break;
            default:
                Put(Changed(api, field));
                break;
        }

        void Put(GatewayResource resource) => scene.Gateway.Add(resource, found.OwnershipTag);
    }

    private static Api Changed(Api api, IgnorableField field) =>
        field switch
        {
            IgnorableField.DisplayName => api with { DisplayName = "Another" },
            IgnorableField.Description => api with { Description = "Another text." },
            IgnorableField.Protocols => api with { Protocols = ["http", "https"] },
            IgnorableField.SubscriptionRequired => api with { SubscriptionRequired = false },
            IgnorableField.SubscriptionKeyParameterNames => api with { KeyHeader = "X-Key", KeyQuery = "key" },
            IgnorableField.Operations => api with { Definition = new() { Operations = [new("theirs", "GET", "/theirs")] } },
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, "not a field of an API"),
        };
}
