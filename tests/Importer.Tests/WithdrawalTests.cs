using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

public sealed class WithdrawalTests
{
    [Fact]
    public async Task Deleting_one_of_two_deployments_keeps_the_api()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o", "gpt-4.1"));
        await scene.RunAsync();
        scene.Source.Delete("contoso", "gpt-4o");

        await scene.RunAsync(AnAccount.Id("contoso").Child("deployments", "gpt-4o"));

        Assert.True(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deleting_the_last_deployment_or_the_account_removes_api_policy_and_backend_and_nothing_else(bool withAccount)
    {
        var scene = new Scene();
        scene.Gateway.Add(
            new Api
            {
                Id = "petstore",
                DisplayName = "Petstore",
                Path = "petstore",
            }
        );
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        scene.Source.Delete("contoso", "gpt-4o");
        if (withAccount)
        {
            scene.Source.DeleteAccount("contoso");
        }

        var report = await scene.RunAsync(AnAccount.Id("contoso"));

        Assert.Equal(2, report.Counts.Delete);
        Assert.Equal(
            ["Api petstore", $"Role {AnAccount.Id("contoso")}"],
            scene.Gateway.Resources.Keys.Select(key => key.ToString()).Order(StringComparer.Ordinal)
        );
        Assert.Single(await scene.Store.ListAsync("snapshots/", CancellationToken.None));
    }

    [Fact]
    public async Task An_api_that_is_no_longer_wanted_but_still_serves_is_kept_and_told()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o", "Llama-3.3-70B-Instruct"));
        await scene.RunAsync();
        scene.Source.Delete("contoso", "Llama-3.3-70B-Instruct");

        var report = await scene.RunAsync();

        Assert.True(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-models")));
        Assert.Contains(
            report.SetAside,
            aside => aside.Deployment == "contoso-models" && aside.Reason.Contains("insist", StringComparison.Ordinal)
        );
        Assert.Empty((await scene.RunAsync()).Steps);
    }

    [Fact]
    public async Task What_could_not_be_read_is_never_withdrawn()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        var before = scene.Gateway.Picture;
        scene.Source.Unread.Add(new UnreadScope(AnAccount.Id("contoso"), "HTTP 503", MayPass: true));

        var report = await scene.RunAsync();

        Assert.Equal(before, scene.Gateway.Picture);
        Assert.True(report.TryAgain);
        Assert.Contains(report.SetAside, aside => aside.Reason == "HTTP 503");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_look_that_fails_holds_the_deletion_back_with_a_kind_that_redelivery_follows(bool mayPass)
    {
        var scene = await DeletedAsync();
        var second = scene.Source.Reads + 2;
        scene.Source.BeforeRead = number =>
            Unread(scene, number == second ? new UnreadScope(AnAccount.Id("contoso"), "HTTP 503", mayPass) : null);

        var run = await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        Assert.Equal(second, scene.Source.Reads);
        Assert.Equal((StepOutcome.HeldBack, mayPass), (run.Steps.First(step => step.Kind == ResourceKind.Api).Outcome, run.TryAgain));
        Assert.Contains("HTTP 503", run.Steps.First(step => step.Kind == ResourceKind.Api).Reason, StringComparison.Ordinal);
        Assert.True(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));
        Assert.Empty(await scene.Store.ListAsync("snapshots/", CancellationToken.None));

        // In the end it goes, even if nobody tries again but a sweep that only imports.
        scene.Restart(scene.Settings with { Drift = DriftMode.Import });
        scene.Source.BeforeRead = _ => Unread(scene, null);
        await scene.RunAsync(reason: RunReason.Drift);
        Assert.False(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));
    }

    [Fact]
    public async Task A_deployment_that_is_back_at_the_second_look_keeps_its_api()
    {
        var scene = await DeletedAsync();
        var second = scene.Source.Reads + 2;
        scene.Source.BeforeRead = number => Deploy(scene, number == second);
        var before = scene.Gateway.Picture;

        var run = await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        Assert.Equal(before, scene.Gateway.Picture);
        Assert.Equal((RunOutcome.Succeeded, 0), (run.Outcome, run.Counts.Delete));
    }

    [Fact]
    public async Task What_could_not_be_counted_is_not_deleted_and_goes_once_it_can_be()
    {
        var scene = await DeletedAsync();
        scene.Gateway.Unreadable = new GatewayUnreadableException("lacks subscriptions/read", mayPass: false);

        var run = await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        Assert.True(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));
        Assert.Equal(RunOutcome.Partial, run.Outcome);
        Assert.Contains(
            "could not be counted, so it stays: lacks subscriptions/read",
            Assert.Single(run.SetAside).Reason,
            StringComparison.Ordinal
        );
        Assert.False(DriftReports.From(run, DateTimeOffset.UnixEpoch).InSync);

        scene.Gateway.Unreadable = null;
        scene.Restart(scene.Settings with { Drift = DriftMode.Import });
        await scene.RunAsync(reason: RunReason.Drift);
        Assert.False(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));
    }

    [Theory]
    [InlineData("Deleting", false)]
    [InlineData("Disabled", true)]
    [InlineData("Failed", true)]
    public async Task A_deployment_on_its_way_out_holds_no_api_and_every_other_one_does(string state, bool stays)
    {
        var scene = await DeletedAsync();
        scene.Source.Put(AnAccount.Named("contoso", ADeployment.Of("gpt-4o") with { ProvisioningState = state }));

        await scene.RunAsync(AnAccount.Id("contoso"));

        Assert.Equal(stays, scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));
    }

    [Fact]
    public async Task A_paused_deployment_keeps_its_operations()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o", "text-embedding-3-large"));
        await scene.RunAsync();
        var before = scene.Gateway.Picture;
        scene.Source.Pause("contoso", "text-embedding-3-large");

        await scene.RunAsync();

        Assert.Equal(before, scene.Gateway.Picture);
        Assert.Contains("embeddings", before, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 3, RunOutcome.Succeeded)]
    [InlineData(10, 4, RunOutcome.Refused)]
    [InlineData(9, 3, RunOutcome.Refused)]
    [InlineData(4, 2, RunOutcome.Succeeded)]
    public async Task The_deletion_guard_lets_exactly_its_share_pass_and_not_one_more(int owned, int deleted, RunOutcome outcome)
    {
        var scene = new Scene();
        var accounts = Enumerable.Range(0, owned).Select(number => $"account{number}").ToList();
        accounts.ForEach(account => scene.Source.Put(AnAccount.With(account, "gpt-4o")));
        await scene.RunAsync();
        accounts.Take(deleted).ToList().ForEach(scene.Source.DeleteAccount);

        Assert.Equal(outcome, (await scene.RunAsync()).Outcome);
    }

    [Fact]
    public async Task A_snapshot_holds_no_query_of_a_service_url()
    {
        var scene = await DeletedAsync();
        var api = (Api)scene.Gateway.Resources[Api.KeyFor("contoso-openai")].Resource;
        scene.Gateway.Add(api with { ServiceUrl = "https://contoso.openai.azure.com/openai?code=s3cret" });

        var run = await scene.RunAsync(AnAccount.Id("contoso"));

        var saved = (await scene.Store.ReadAsync($"snapshots/{run.Id}/contoso-openai.json", CancellationToken.None))!.Content.ToString();
        Assert.Contains("https://contoso.openai.azure.com/openai", saved, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", saved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_for_good_is_counted_and_named_before_it_goes()
    {
        var scene = await DeletedAsync();
        scene.Gateway.Subscriptions.AddRange([("contoso-openai", "team-a"), ("contoso-openai", "team-b"), ("petstore", "shop")]);
        scene.Gateway.AddForeign(
            new Api
            {
                Id = "contoso-openai;rev=2",
                DisplayName = "x",
                Path = "contoso/openai",
                IsCurrent = false,
            }
        );

        var plan = await scene.RunAsync(AnAccount.Id("contoso"), mode: RunMode.Plan);
        var run = await scene.RunAsync(AnAccount.Id("contoso"));

        Assert.All(
            [plan, run],
            report =>
                Assert.Contains(
                    "2 subscription(s) of this API alone with their keys (team-a, team-b), and 1 revision(s) (contoso-openai;rev=2)",
                    Assert.Single(report.SetAside, aside => aside.Kind == SetAsideKind.Lost).Reason,
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(RunOutcome.Succeeded, run.Outcome);
        Assert.Equal([("petstore", "shop")], scene.Gateway.Subscriptions);
    }

    [Fact]
    public async Task A_plan_that_deletes_too_much_is_refused_until_somebody_insists()
    {
        var scene = new Scene();
        foreach (var account in new[] { "one", "two", "three", "four" })
        {
            scene.Source.Put(AnAccount.With(account, "gpt-4o"));
        }

        await scene.RunAsync();
        foreach (var account in new[] { "one", "two", "three" })
        {
            scene.Source.DeleteAccount(account);
        }

        var refused = await scene.RunAsync();
        Assert.Equal(RunOutcome.Refused, refused.Outcome);
        Assert.Contains("3 of the 4 APIs", refused.Error, StringComparison.Ordinal);
        Assert.True(scene.Gateway.Resources.ContainsKey(Api.KeyFor("one-openai")));

        await scene.RunAsync(insist: true);
        Assert.Equal(["four-openai"], scene.Gateway.Resources.Keys.Where(key => key.Kind == ResourceKind.Api).Select(key => key.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_hand_made_API_still_uses_stays_is_told_and_goes_once_nothing_uses_it(bool withKey)
    {
        var scene = new Scene(
            withKey
                ? TheSettings.With(new ApiProfile { Authentication = new AuthenticationSettings { Mode = AuthenticationMode.ApiKey } })
                : null
        );
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        var used = scene.Gateway.Resources.Keys.Single(key => key.Kind == (withKey ? ResourceKind.NamedValue : ResourceKind.Backend));
        var policy = withKey
            ? "<set-header name='api-key'><value>{{" + used.Name + "}}</value></set-header>"
            : $"""<set-backend-service backend-id="{used.Name}" />""";
        scene.Gateway.Add(
            new Api
            {
                Id = "petstore",
                DisplayName = "Petstore",
                Path = "petstore",
            }
        );
        scene.Gateway.Add(new ApiPolicy { Api = "petstore", Xml = $"<policies><inbound>{policy}</inbound></policies>" });
        scene.Source.DeleteAccount("contoso");

        var report = await scene.RunAsync();

        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
        Assert.False(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));
        Assert.True(scene.Gateway.Resources.ContainsKey(used));
        Assert.Contains(
            report.SetAside,
            aside =>
                aside.Deployment == used.Name
                && aside.Kind == SetAsideKind.Kept
                && aside.Reason.Contains("API petstore", StringComparison.Ordinal)
        );
        Assert.Empty((await scene.RunAsync()).Steps);

        await scene.Gateway.DeleteAsync(ApiPolicy.KeyFor("petstore"), null, CancellationToken.None);
        Assert.Equal(RunOutcome.Succeeded, (await scene.RunAsync()).Outcome);
        Assert.False(scene.Gateway.Resources.ContainsKey(used));
    }

    [Theory]
    [InlineData("<a backend-id='b-1'/>", true)]
    [InlineData("<a backend-id='B-1'/>", true)]
    [InlineData("{{b-1}}", true)]
    [InlineData("/backends/b-1\"", true)]
    [InlineData("<a backend-id='b-11'/>", false)]
    [InlineData("<a backend-id='ab-1'/>", false)]
    [InlineData("<a backend-id='b-1-x'/><b c='b-1'/>", true)]
    [InlineData("", false)]
    public void A_use_is_a_whole_name(string text, bool isUsed) =>
        Assert.Equal(
            isUsed,
            new OutsideUser("API petstore", text).Uses(new Backend { Id = "b-1", Url = new("https://contoso.openai.azure.com") })
        );

    private static void Unread(Scene scene, UnreadScope? scope)
    {
        scene.Source.Unread.Clear();
        scene.Source.Unread.AddRange(scope is null ? [] : [scope]);
    }

    private static void Deploy(Scene scene, bool now)
    {
        if (now)
        {
            scene.Source.Deploy("contoso", "gpt-4o");
        }
    }

    // Imported, and then the only deployment went.
    private static async Task<Scene> DeletedAsync()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        scene.Source.Delete("contoso", "gpt-4o");
        return scene;
    }
}
