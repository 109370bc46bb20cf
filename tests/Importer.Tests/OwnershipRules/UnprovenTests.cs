using Importer.Configuration;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.OwnershipRules;

/// <summary>Copies and forged texts are left alone, told, never counted, and stop nobody's import; what stays is compared.</summary>
public sealed class UnprovenTests
{
    private static readonly ResourceKey Contoso = Api.KeyFor("contoso-openai");

    public static TheoryData<string> Texts =>
        [
            $"[foundry-importer source={AnAccount.Id("contoso")} design=z]",
            $"[foundry-importer source={AnAccount.Id("contoso")} design=z adopted=AzureOpenAI]",
            $"[foundry-importer source={AnAccount.Id("contoso")} design=z restored]",
            $"[foundry-importer source={AnAccount.Id("contoso")} design=z host=contoso bound=00000000000000000000000000000000]",
            $"[detached-from-foundry-importer as=AzureOpenAI of={AnAccount.Id("contoso")}]",
            $"[detached-from-foundry-importer as=AzureOpenAI of={AnAccount.Id("contoso")} host=contoso bound=00000000000000000000000000000000]",
        ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_in_the_description_of_another_api_changes_nothing_and_is_told(string text)
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        var before = scene.Gateway.Picture;
        AddForged(scene, "aaa", text);
        var with = scene.Gateway.Picture;

        foreach (var reason in new[] { RunReason.Event, RunReason.Manual, RunReason.Drift })
        {
            var run = await scene.RunAsync(reason == RunReason.Event ? AnAccount.Id("contoso") : null, reason: reason);

            Assert.Equal(with, scene.Gateway.Picture);
            Assert.Equal(RunOutcome.Succeeded, run.Outcome);
            Assert.Equal("contoso-openai", Assert.Single(run.Decisions).Api);
            var told = Assert.Single(run.SetAside);
            Assert.Equal((SetAsideKind.Conflict, "aaa"), (told.Kind, told.Deployment));
            Assert.Contains(text.Split(' ')[0], told.Reason, StringComparison.Ordinal);
            Assert.Contains(
                DriftReports.From(run, DateTimeOffset.UnixEpoch).Items,
                item => item is { Kind: DriftKind.Conflict, Action: DriftAction.Reported, Resource: "aaa" }
            );
        }

        // The official API goes with its account; the forged one stays.
        scene.Source.DeleteAccount("contoso");
        await scene.RunAsync();
        Assert.False(scene.Gateway.Resources.ContainsKey(Contoso));
        Assert.True(scene.Gateway.Resources.ContainsKey(Api.KeyFor("aaa")));
        Assert.NotEqual(before, with);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_does_not_keep_a_new_account_from_its_api(string text)
    {
        var scene = new Scene();
        AddForged(scene, "zz", text);
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));

        await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        Assert.Equal(AnAccount.Id("contoso"), scene.Gateway.Resources[Contoso].OwnershipTag?.Source);
    }

    [Fact]
    public async Task Copies_are_not_counted_by_the_guard()
    {
        var scene = new Scene();
        for (var index = 0; index < 4; index++)
        {
            scene.Source.Put(AnAccount.With($"own{index}", "gpt-4o"));
        }

        await scene.RunAsync();
        for (var index = 0; index < 20; index++)
        {
            AddForged(scene, $"copy{index}", $"[foundry-importer source={AnAccount.Id("own0")} design=z]");
        }

        for (var index = 0; index < 4; index++)
        {
            scene.Source.DeleteAccount($"own{index}");
        }

        Assert.Equal(RunOutcome.Refused, (await scene.RunAsync()).Outcome);
    }

    [Fact]
    public async Task After_the_key_was_lost_nothing_is_written_until_a_person_gives_the_api_back()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        var before = scene.Gateway.Picture;
        foreach (var found in scene.Gateway.Resources.Values.Where(found => found.Resource is Api or Backend).ToList())
        {
            scene.Gateway.AddUnproven(Bare(found.Resource), UnprovenTag.Of(found.OwnershipTag!));
        }

        scene.Gateway.Writes.Clear();
        var run = await scene.RunAsync();
        Assert.Empty(scene.Gateway.Writes);
        Assert.Equal(RunOutcome.Partial, run.Outcome);
        Assert.Contains(
            run.SetAside,
            aside =>
                aside is { Kind: SetAsideKind.Conflict, Deployment: "contoso-openai" }
                && aside.Reason.Contains("\"adopt\": \"contoso-openai\"", StringComparison.Ordinal)
        );

        var back = await scene.DoAsync(ManualActionKind.Adopt, "contoso-openai");

        Assert.True(back.Outcome == RunOutcome.Succeeded, back.Error);
        Assert.Equal(before, scene.Gateway.Picture);
        Assert.Empty((await scene.RunAsync()).Steps);
    }

    [Theory]
    [InlineData("subscriptionRequired")]
    [InlineData("protocols")]
    [InlineData("policy")]
    [InlineData("no policy")]
    [InlineData("backend")]
    [InlineData(null)]
    public async Task An_api_that_is_kept_is_compared_like_every_other(string? tampered)
    {
        var gateway = new InMemoryGateway();
        var before = new Scene(gateway: gateway);
        before.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await before.RunAsync();
        var scene = new Scene(TheSettings.With(new ApiProfile { BasePath = "moved/{account}" }), gateway);
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        Tamper(gateway, tampered);

        var run = await scene.RunAsync(mode: RunMode.Plan, reason: RunReason.Drift);

        var report = DriftReports.From(run, DateTimeOffset.UnixEpoch);
        Assert.Empty(run.Steps);
        Assert.Single(
            report.Items,
            item =>
                item is { Kind: DriftKind.Orphan, Action: DriftAction.Ignored, Resource: "contoso-openai" } && item.Differences.Count == 0
        );
        Assert.Equal(tampered is null, report.InSync);
        Assert.Equal(tampered is null ? 1 : 2, report.Items.Count);
        Assert.True(
            tampered is null
                || report.Items[1]
                    is { Kind: DriftKind.Changed, Action: DriftAction.Reported, Resource: "API contoso-openai", Differences.Count: > 0 }
        );
    }

    [Fact]
    public async Task An_api_that_is_kept_of_an_account_that_opted_out_is_compared_too()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        var found = AnAccount.With("contoso", "gpt-4o");
        scene.Source.Put(found with { Account = found.Account with { Tags = new Dictionary<string, string> { ["apim-import"] = "off" } } });
        Assert.DoesNotContain((await scene.RunAsync()).SetAside, aside => aside.Differences.Count > 0);
        Tamper(scene.Gateway, "subscriptionRequired");

        var run = await scene.RunAsync();

        Assert.Contains(
            run.SetAside,
            aside =>
                aside is { Kind: SetAsideKind.Kept, Deployment: "contoso-openai" }
                && aside.Differences.Any(difference => difference is { Field: "subscriptionRequired", Expected: "true", Actual: "false" })
        );
    }

    private static void Tamper(InMemoryGateway gateway, string? what)
    {
        var api = (Api)gateway.Resources[Contoso].Resource;
        var policy = (ApiPolicy)gateway.Resources[ApiPolicy.KeyFor(api.Id)].Resource;
        var backend = (Backend)gateway.Resources[new ResourceKey(ResourceKind.Backend, "contoso-openai-ai-endpoint")].Resource;
        switch (what)
        {
            case "subscriptionRequired":
                gateway.Add(api with { SubscriptionRequired = false });
                break;
            case "protocols":
                gateway.Add(api with { Protocols = ["http", "https"] });
                break;
            case "policy":
                gateway.Add(
                    policy with
                    {
                        Xml = policy.Xml.Replace("<inbound>", "<inbound><return-response />", StringComparison.Ordinal),
                    }
                );
                break;
            case "no policy":
                gateway.DeleteAsync(policy.Key, null, CancellationToken.None);
                break;
            case "backend":
                gateway.Add(backend with { Url = new Uri("https://theirs.example/openai") });
                break;
        }
    }

    private static void AddForged(Scene scene, string id, string text) =>
        scene.Gateway.AddUnproven(
            new Api
            {
                Id = id,
                DisplayName = id,
                Path = id,
            },
            OwnershipTag.Find(text) is { } tag ? UnprovenTag.Of(tag) : UnprovenTag.Of(DetachNote.Find(text)!)
        );

    private static GatewayResource Bare(GatewayResource resource) =>
        resource switch
        {
            Api api => api with { OwnershipTag = null },
            Backend backend => backend with { OwnershipTag = null },
            _ => resource,
        };
}
