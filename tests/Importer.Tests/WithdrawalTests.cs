using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Reports;
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
        scene.Gateway.Add(new Api { Id = "petstore", DisplayName = "Petstore", Path = "petstore" });
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        scene.Source.Delete("contoso", "gpt-4o");
        if (withAccount)
        {
            scene.Source.DeleteAccount("contoso");
        }

        var report = await scene.RunAsync(AnAccount.Id("contoso"));

        Assert.Equal(2, report.Counts.Delete);
        Assert.Equal(["Api petstore", $"Role {AnAccount.Id("contoso")}"], scene.Gateway.Resources.Keys.Select(key => key.ToString()).Order(StringComparer.Ordinal));
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
        Assert.Contains(report.SetAside, aside => aside.Deployment == "contoso-models" && aside.Reason.Contains("insist", StringComparison.Ordinal));
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
        var scene = new Scene(withKey ? TheSettings.With(new ApiProfile { Authentication = new AuthenticationSettings { Mode = AuthenticationMode.ApiKey } }) : null);
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        var used = scene.Gateway.Resources.Keys.Single(key => key.Kind == (withKey ? ResourceKind.NamedValue : ResourceKind.Backend));
        var policy = withKey ? "<set-header name='api-key'><value>{{" + used.Name + "}}</value></set-header>" : $"""<set-backend-service backend-id="{used.Name}" />""";
        scene.Gateway.Add(new Api { Id = "petstore", DisplayName = "Petstore", Path = "petstore" });
        scene.Gateway.Add(new ApiPolicy { Api = "petstore", Xml = $"<policies><inbound>{policy}</inbound></policies>" });
        scene.Source.DeleteAccount("contoso");

        var report = await scene.RunAsync();

        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
        Assert.False(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));
        Assert.True(scene.Gateway.Resources.ContainsKey(used));
        Assert.Contains(report.SetAside, aside => aside.Deployment == used.Name && aside.Kind == SetAsideKind.Kept && aside.Reason.Contains("API petstore", StringComparison.Ordinal));
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
        Assert.Equal(isUsed, new OutsideUser("API petstore", text).Uses(new Backend { Id = "b-1", Url = new("https://contoso.openai.azure.com") }));
}
