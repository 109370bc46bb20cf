using Importer.Configuration;
using Importer.Design;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

public sealed class AdoptionTests
{
    private const string PortalPolicy = """
        <policies><inbound><base /><set-backend-service id="apim-generated-policy" backend-id="team-chat-ai-endpoint" />
        <llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="1000" estimate-prompt-tokens="true" /></inbound>
        <backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>
        """;

    private static readonly ResourceKey Team = Api.KeyFor("team-chat");

    [Fact]
    public async Task A_portal_made_api_is_shown_with_its_differences_and_not_written_by_a_plan()
    {
        var scene = Portal();

        var plan = await scene.DoAsync(ManualActionKind.Adopt, "team-chat", RunMode.Plan);

        Assert.Equal((RunOutcome.Succeeded, ""), (plan.Outcome, plan.Error ?? ""));
        Assert.Empty(scene.Gateway.Writes);
        Assert.Contains(
            plan.Steps,
            step =>
                step is { Kind: ResourceKind.Api, Name: "team-chat" }
                && step.Differences.Any(difference => difference is { Field: "standing", Expected: "adopted=AzureOpenAI", Actual: null })
        );
        Assert.Contains(
            plan.Steps,
            step =>
                step is { Kind: ResourceKind.Policy }
                && step.Differences.Any(difference => $"{difference}".Contains("llm-token-limit", StringComparison.Ordinal))
        );
        Assert.Contains(
            plan.SetAside,
            aside =>
                aside.Reason.Contains("the portal's Foundry wizard", StringComparison.Ordinal)
                && aside.Reason.Contains("llm-token-limit", StringComparison.Ordinal)
        );
        Assert.Contains(
            plan.SetAside,
            aside => aside.Reason.Contains("backend team-chat-ai-endpoint is not taken over", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_adopted_api_keeps_its_place_its_names_its_products_and_what_people_made()
    {
        var scene = Portal();
        scene.Gateway.Add(new ProductLink { Product = "ai-team", Api = "team-chat" });
        var old = scene.Gateway.Resources[new ResourceKey(ResourceKind.Backend, "team-chat-ai-endpoint")];

        var report = await scene.DoAsync(ManualActionKind.Adopt, "Team chat");
        var again = await scene.RunAsync();

        Assert.Equal((RunOutcome.Succeeded, ""), (report.Outcome, report.Error ?? ""));
        var api = (Api)scene.Gateway.Resources[Team].Resource;
        Assert.Equal(
            ("team/chat/openai", "Team chat", "Ocp-Apim-Subscription-Key", "Made in the portal."),
            (api.Path, api.DisplayName, api.KeyHeader, api.Description)
        );
        Assert.Equal((AnAccount.Id("contoso"), "AzureOpenAI"), (api.OwnershipTag!.Source, api.OwnershipTag.AdoptedAs));
        Assert.Same(old, scene.Gateway.Resources[old.Resource.Key]);
        Assert.Contains(new ResourceKey(ResourceKind.ProductLink, "ai-team/team-chat"), scene.Gateway.Resources.Keys);
        Assert.Equal("team-chat", Assert.Single(again.Decisions).Api);
        Assert.Equal(0, again.Counts.Create + again.Counts.Update + again.Counts.Delete);
        Assert.False(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));
        Assert.NotEmpty(await scene.Store.ListAsync($"before-adoption/{report.Id}/", CancellationToken.None));
    }

    [Fact]
    public async Task Adopting_twice_writes_nothing_the_second_time()
    {
        var scene = Portal();
        await scene.DoAsync(ManualActionKind.Adopt, "team-chat");
        scene.Gateway.Writes.Clear();

        var report = await scene.DoAsync(ManualActionKind.Adopt, "team-chat");

        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
        Assert.Empty(scene.Gateway.Writes);
        Assert.Contains("is adopted already", Assert.Single(report.SetAside).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_adopted_api_leaves_with_its_last_deployment()
    {
        var scene = Portal();
        await scene.DoAsync(ManualActionKind.Adopt, "team-chat");

        scene.Source.Delete("contoso", "gpt-4o");
        await scene.RunAsync();

        Assert.False(scene.Gateway.Resources.ContainsKey(Team));
        Assert.True(scene.Gateway.Resources.ContainsKey(new ResourceKey(ResourceKind.Backend, "team-chat-ai-endpoint")));
        Assert.False(scene.Gateway.Resources.ContainsKey(new ResourceKey(ResourceKind.Backend, "team-chat-foundry-endpoint")));
    }

    [Fact]
    public async Task A_right_that_is_missing_is_granted_before_anything_is_taken_over()
    {
        var scene = Portal(hasRole: false);

        var first = await scene.DoAsync(ManualActionKind.Adopt, "team-chat");

        Assert.Equal(RunOutcome.Partial, first.Outcome);
        Assert.Equal([ResourceKind.Role], first.Steps.Select(step => step.Kind));
        Assert.Contains(
            "repeat the adoption in ten minutes",
            Assert.Single(first.SetAside, aside => aside.Kind == SetAsideKind.Permission).Reason,
            StringComparison.Ordinal
        );
        Assert.Null(scene.Gateway.Resources[Team].OwnershipTag);
        Assert.Equal(RunOutcome.Succeeded, (await scene.DoAsync(ManualActionKind.Adopt, "team-chat")).Outcome);
        Assert.NotNull(scene.Gateway.Resources[Team].OwnershipTag);
    }

    [Theory]
    [InlineData("nobody", "there is no API 'nobody'")]
    [InlineData("contoso-openai", "managed by this importer already")]
    [InlineData("stranger", "managed by another importer")]
    [InlineData("elsewhere", "no endpoint of an account in Discovery.Scopes")]
    [InlineData("nowhere", "names no backend")]
    [InlineData("pooled", "from which no account can be read")]
    [InlineData("two", "calls more than one")]
    [InlineData("half-known", "calls https://models.example.org/v1, which is no endpoint")]
    [InlineData("by-default", "calls more than one")]
    [InlineData("models", "name AzureAI in Compatibility")]
    [InlineData("plain", "Give the account Source Http")]
    [InlineData("talk", "only http APIs are managed")]
    [InlineData("versioned", "belongs to version set v")]
    [InlineData("odd (1)", "has an id that a backend")]
    [InlineData("Twin", "2 APIs are called 'Twin'")]
    [InlineData("old;rev=2", "a revision that is not current")]
    [InlineData("razor", "is no XML")]
    public async Task What_is_not_clear_is_refused_with_the_way_out_and_nothing_is_written(string name, string reason)
    {
        var scene = await StreetAsync();

        var report = await scene.DoAsync(ManualActionKind.Adopt, name);

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Contains(reason, report.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Gateway.Writes);
    }

    [Fact]
    public async Task A_second_api_of_the_same_account_and_compatibility_is_refused()
    {
        var scene = Portal();
        await scene.DoAsync(ManualActionKind.Adopt, "team-chat");
        AddPortal(scene, "other", "other/openai", "https://contoso.openai.azure.com/openai");

        var report = await scene.DoAsync(ManualActionKind.Adopt, "other");

        Assert.Contains("API team-chat is already adopted", report.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_api_that_the_importer_made_for_the_account_before_stays_and_is_told()
    {
        var scene = Portal();
        await scene.RunAsync();
        Assert.True(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));

        var report = await scene.DoAsync(ManualActionKind.Adopt, "team-chat");

        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
        Assert.Contains(report.SetAside, aside => aside is { Kind: SetAsideKind.Kept, Deployment: "contoso-openai" });
        Assert.True(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));
        Assert.Empty((await scene.RunAsync(mode: RunMode.Plan)).Steps);
    }

    [Fact]
    public async Task Callers_who_may_be_refused_afterwards_are_told_before()
    {
        var scene = Portal();
        scene.Gateway.Add((Api)scene.Gateway.Resources[Team].Resource with { SubscriptionRequired = false, Protocols = ["http", "https"] });

        var plan = await scene.DoAsync(ManualActionKind.Adopt, "team-chat", RunMode.Plan);

        Assert.Contains(plan.SetAside, aside => aside.Reason.Contains("without a subscription key", StringComparison.Ordinal));
        Assert.Contains(plan.SetAside, aside => aside.Reason.Contains("plain http", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Operations_that_go_are_named_and_renamed_parameters_are_none()
    {
        var scene = Portal();
        scene.Gateway.Add(
            (Api)scene.Gateway.Resources[Team].Resource with
            {
                Definition = new ApiDefinition
                {
                    Operations =
                    [
                        new("chat", "POST", "/deployments/{id}/chat/completions?api-version={version}"),
                        new("threads", "POST", "/threads"),
                    ],
                },
            }
        );

        var plan = await scene.DoAsync(ManualActionKind.Adopt, "team-chat", RunMode.Plan);

        Assert.Contains(
            "loses 1 operation(s) that the design does not have, and calls of them are answered with 404: POST /threads.",
            string.Join('\n', plan.SetAside.Select(aside => aside.Reason)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_key_that_people_wrote_into_the_policy_is_not_kept_with_what_the_api_was()
    {
        var scene = Portal();
        scene.Gateway.Add(
            new ApiPolicy
            {
                Api = "team-chat",
                Xml = Sends(
                    "<set-backend-service backend-id=\"team-chat-ai-endpoint\" /><set-header name=\"api-key\" exists-action=\"override\"><value>abc-the-key</value></set-header>"
                ),
            }
        );

        var report = await scene.DoAsync(ManualActionKind.Adopt, "team-chat");

        var name = Assert.Single(await scene.Store.ListAsync($"before-adoption/{report.Id}/", CancellationToken.None));
        var kept = (await scene.Store.ReadAsync(name, CancellationToken.None))!.Content.ToString();
        Assert.Contains("team-chat-ai-endpoint", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("abc-the-key", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_of_another_importer_in_the_place_of_its_own_refuses_the_whole_adoption()
    {
        var scene = Portal();
        scene.Gateway.Add(
            new Backend
            {
                Id = "team-chat-foundry-endpoint",
                Url = new Uri("https://example.org"),
                OwnershipTag = OwnershipTag.Find(
                    "[foundry-importer source=/subscriptions/00000000-0000-0000-0000-000000000099/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a design=x]"
                ),
            }
        );
        scene.Gateway.Writes.Clear();

        var report = await scene.DoAsync(ManualActionKind.Adopt, "team-chat");

        Assert.Equal(RunOutcome.Refused, report.Outcome);
        Assert.Contains("cannot be taken over whole", report.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Gateway.Writes);
    }

    private static Scene Portal(bool hasRole = true)
    {
        var scene = new Scene(TheSettings.With(new() { Policies = new() { TokenLimit = new() { TokensPerMinute = 2000 } } }));
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        AddPortal(scene, "team-chat", "team/chat/openai", "https://contoso.openai.azure.com/openai", PortalPolicy);
        if (hasRole)
        {
            AddRole(scene);
        }

        return scene;
    }

    private static void AddRole(Scene scene) => scene.Gateway.Add(Roles.For(AnAccount.Id("contoso"), [], AccessMode.Ensure));

    // One API for each way of not being fit.
    private static async Task<Scene> StreetAsync()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        scene.Source.Put(AnAccount.With("fabrikam", "gpt-4o"));
        await scene.RunAsync();
        AddPortal(scene, "stranger", "stranger/openai", "https://contoso.openai.azure.com/openai");
        scene.Gateway.Add(
            (Api)scene.Gateway.Resources[Api.KeyFor("stranger")].Resource with
            {
                OwnershipTag = OwnershipTag.Find(
                    "[foundry-importer source=/subscriptions/00000000-0000-0000-0000-000000000099/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a design=x]"
                ),
            }
        );
        AddPortal(scene, "elsewhere", "elsewhere/openai", "https://example.org/openai");
        AddPortal(scene, "pooled", "pooled/openai", "urn:no-address");
        AddPortal(scene, "models", "models/models", "https://contoso.services.ai.azure.com/models");
        AddPortal(scene, "plain", "plain", "https://contoso.openai.azure.com");
        AddPortal(scene, "one", "one/openai", "https://contoso.openai.azure.com/openai");
        scene.Gateway.Add(
            new Api
            {
                Id = "two",
                DisplayName = "Two",
                Path = "two/openai",
            }
        );
        scene.Gateway.Add(
            new ApiPolicy
            {
                Api = "two",
                Xml = Sends(
                    "<choose><when condition=\"@(true)\"><set-backend-service base-url=\"https://fabrikam.openai.azure.com/openai\" /></when></choose><set-backend-service backend-id=\"one-ai-endpoint\" />"
                ),
            }
        );
        scene.Gateway.Add(
            new Api
            {
                Id = "half-known",
                DisplayName = "Half known",
                Path = "half-known/openai",
            }
        );
        scene.Gateway.Add(
            new ApiPolicy
            {
                Api = "half-known",
                Xml = Sends(
                    "<choose><when condition=\"@(true)\"><set-backend-service base-url=\"https://models.example.org/v1\" /></when></choose><set-backend-service backend-id=\"one-ai-endpoint\" />"
                ),
            }
        );
        scene.Gateway.Add(
            new Api
            {
                Id = "by-default",
                DisplayName = "By default",
                Path = "by-default/openai",
                ServiceUrl = "https://fabrikam.openai.azure.com/openai",
            }
        );
        scene.Gateway.Add(
            new ApiPolicy
            {
                Api = "by-default",
                Xml = Sends("<choose><when condition=\"@(true)\"><set-backend-service backend-id=\"one-ai-endpoint\" /></when></choose>"),
            }
        );
        scene.Gateway.Add(
            new Api
            {
                Id = "nowhere",
                DisplayName = "Nowhere",
                Path = "nowhere/openai",
            }
        );
        scene.Gateway.Add(
            new Api
            {
                Id = "talk",
                DisplayName = "Talk",
                Path = "talk",
                Type = "websocket",
            }
        );
        scene.Gateway.Add(
            new Api
            {
                Id = "versioned",
                DisplayName = "Versioned",
                Path = "versioned",
                VersionSet = "v",
            }
        );
        scene.Gateway.Add(
            new Api
            {
                Id = "odd (1)",
                DisplayName = "Odd",
                Path = "odd",
            }
        );
        scene.Gateway.Add(
            new Api
            {
                Id = "twin-1",
                DisplayName = "Twin",
                Path = "twin-1",
            }
        );
        scene.Gateway.Add(
            new Api
            {
                Id = "twin-2",
                DisplayName = "Twin",
                Path = "twin-2",
            }
        );
        scene.Gateway.Add(
            new Api
            {
                Id = "old;rev=2",
                DisplayName = "Old",
                Path = "old",
                IsCurrent = false,
            }
        );
        scene.Gateway.Add(
            new Api
            {
                Id = "razor",
                DisplayName = "Razor",
                Path = "razor",
            }
        );
        scene.Gateway.Add(
            new ApiPolicy { Api = "razor", Xml = "<policies><inbound><set-variable value=\"@(\"a\" < 2)\" /></inbound></policies>" }
        );
        scene.Gateway.Writes.Clear();
        return scene;
    }

    private static void AddPortal(Scene scene, string id, string path, string url, string? policy = null)
    {
        scene.Gateway.Add(new Backend { Id = $"{id}-ai-endpoint", Url = new Uri(url) });
        scene.Gateway.Add(
            new Api
            {
                Id = id,
                DisplayName = id == "team-chat" ? "Team chat" : id,
                Description = "Made in the portal.",
                Path = path,
                KeyHeader = "Ocp-Apim-Subscription-Key",
                Definition = new ApiDefinition { Operations = [new("chat", "POST", "/deployments/{deployment-id}/chat/completions")] },
            }
        );
        scene.Gateway.Add(new ApiPolicy { Api = id, Xml = policy ?? Sends($"<set-backend-service backend-id=\"{id}-ai-endpoint\" />") });
    }

    private static string Sends(string inbound) =>
        $"<policies><inbound><base />{inbound}</inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>";
}
