using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Fleets;

/// <summary>
/// What the owner of one account, and the editor of one backend, try on a fleet: to answer calls of others, to push others out, to lead
/// prompts elsewhere, and to have their own words run in the gateway.
/// </summary>
public sealed class FleetAttackTests
{
    private static readonly ComplianceSettings Strict = new() { Mode = ComplianceMode.LeaveOut, RaiPolicies = ["Strict*"] };

    private static readonly FleetSettings ByName = AFleet.Default with { Alias = "{deployment}", Boundary = FleetBoundary.Any };

    [Theory]
    [InlineData(ComplianceMode.LeaveOut, false, false)]
    [InlineData(ComplianceMode.RequireContentSafety, false, false)]
    [InlineData(ComplianceMode.RequireContentSafety, true, true)]
    [InlineData(ComplianceMode.Report, false, true)]
    public void A_member_outside_of_the_rules_answers_nobody_unless_they_allow_it(ComplianceMode mode, bool isSafe, bool isCalled)
    {
        var design = Design(
            AFleet.Default with
            {
                Profile = isSafe ? new() { Policies = new() { ContentSafety = new() { BackendId = "safety" } } } : new(),
            },
            Strict with
            {
                Mode = mode,
            },
            AFleet.Account("good", "westus", "gpt-4o").Edit("gpt-4o", one => one with { ContentFilter = "Strict.1" }),
            AFleet.Account("weak", "westus", "gpt-4o").Edit("gpt-4o", one => one with { ContentFilter = "Weak" })
        );

        Assert.Equal(isCalled ? ["ai--good--gpt-4o", "ai--weak--gpt-4o"] : ["ai--good--gpt-4o"], Called(design, "gpt-4o"));
        Assert.Equal(
            !isCalled,
            design.Notes.Any(note =>
                note.Reason.StartsWith("stays outside fleet 'ai': ", StringComparison.Ordinal)
                && note.Reason.Contains("its content filter is 'Weak'", StringComparison.Ordinal)
            )
        );
    }

    [Theory]
    [InlineData("Succeeded")]
    [InlineData("Failed")]
    [InlineData("Updating")]
    public async Task A_member_whose_filter_is_weakened_leaves_its_pools_in_the_run_of_the_event(string state)
    {
        var scene = Scene(AFleet.Settings(AFleet.Default with { AloneToo = false }) with { Compliance = Strict });
        foreach (var name in new[] { "a", "b" })
        {
            scene.Source.Put(AFleet.Account(name, "westus", "gpt-4o").Edit("gpt-4o", one => one with { ContentFilter = "Strict.1" }));
        }

        await scene.RunAsync();
        Assert.Equal(["ai--a--gpt-4o", "ai--b--gpt-4o"], Pool(scene));
        scene.Source.Put(
            AFleet.Account("b", "westus", "gpt-4o").Edit("gpt-4o", one => one with { ContentFilter = "Weak", ProvisioningState = state })
        );

        var run = await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);

        Assert.Equal(["ai--a--gpt-4o"], Pool(scene));
        Assert.Contains(run.SetAside, aside => aside.Kind == SetAsideKind.Compliance);
    }

    [Fact]
    public void Members_of_an_account_that_is_not_looked_at_are_held_to_the_rules_of_now()
    {
        var found = AFleet.Design(AFleet.Default, AFleet.Account("a", "westus", "gpt-4o")).Resources.OfType<Backend>().ToList();

        var design = FleetDesigner.Design(Input(AFleet.Default, Strict, new() { Accounts = [], Covered = [] }) with { Found = found })[0];

        Assert.DoesNotContain(design.Resources, resource => resource is BackendPool);
    }

    [Fact]
    public void A_name_that_runs_into_another_alias_takes_nothing_from_it()
    {
        var design = AFleet.Design(
            ByName,
            AFleet.Account("good", "westus", "gpt-4.1"),
            AFleet.Account("evil", "westus", "gpt-4-1", "gpt-4_1", "gpt.4.1")
        );

        Assert.Equal(["ai--good--gpt-4-1-" + Hash("good", "gpt-4.1")], Called(design, "gpt-4.1"));
        Assert.Equal(design.Aliases.Count, design.Aliases.Select(alias => alias.Pool).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.DoesNotContain("have one pool id", design.Notes(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_gateway_makes_the_id_of_a_pool_as_the_importer_does()
    {
        var policy = AFleet.Design(ByName, AFleet.Account("good", "westus", "gpt-4.1")).Resources.OfType<ApiPolicy>().First().Xml;

        Assert.Contains(".Replace(&quot;.&quot;, &quot;_&quot;)", policy, StringComparison.Ordinal);
        Assert.Equal("ai--gpt-4_1", FleetIds.Pool("ai", "gpt-4.1"));
    }

    [Fact]
    public void A_deployment_that_is_named_like_a_hashed_id_is_another_backend()
    {
        // One name that needs a hash, and one in an account of the same name that is spelled as the result.
        var victim = AFleet
            .Account("acc", "westus", "gpt-4o")
            .Edit("gpt-4o", one => one with { Id = AnAccount.Id("acc").Child("deployments", "dep_x") });
        var name = $"dep-x-{Hash("acc", "dep_x")}";
        var evil = new AccountInventory(
            victim.Account with
            {
                Id = AnAccount.Id("acc", "rg-evil"),
            },
            [ADeployment.Of("gpt-4o") with { Id = AnAccount.Id("acc", "rg-evil").Child("deployments", name) }]
        );

        var ids = AFleet.Design(ByName, victim, evil).Members.Select(member => member.Backend).ToList();

        Assert.Contains($"ai--acc--{name}", ids);
        Assert.Equal(2, ids.Count);
        Assert.Equal(2, ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [InlineData("ai-")]
    [InlineData("ai--")]
    public void An_account_cannot_be_named_so_that_its_API_has_the_id_of_a_fleets(string account)
    {
        foreach (var compatibility in new[] { Compatibility.AzureOpenAI, Compatibility.AzureOpenAIV1 })
        {
            var own = ApiNaming.ApiId(ApiNaming.Path(account, compatibility, ImportSource.Catalogue));

            Assert.NotEqual(FleetIds.Api("ai", compatibility == Compatibility.AzureOpenAIV1), own);
        }
    }

    [Theory]
    [InlineData(FleetBoundary.Zone, "DataZoneStandard", "DataZoneProvisionedManaged")]
    [InlineData(FleetBoundary.Zone, "Standard", "ProvisionedManaged")]
    [InlineData(FleetBoundary.Zone, "DataZoneStandard", "Standard")]
    [InlineData(FleetBoundary.Region, "Standard", "ProvisionedManaged")]
    [InlineData(FleetBoundary.Region, "DataZoneStandard", "Standard")]
    public async Task Whoever_comes_never_moves_the_prompts_of_an_alias_to_another_zone(FleetBoundary boundary, string there, string comes)
    {
        var scene = Scene(AFleet.Settings(AFleet.Default with { AloneToo = false, Boundary = boundary }));
        scene.Source.Put(AFleet.Account("eu", "westeurope", $"gpt-4o:{there}"));
        await scene.RunAsync();
        scene.Source.Put(AFleet.Account("us", "eastus", $"gpt-4o:{comes}:100"));

        var run = await scene.RunAsync(AnAccount.Id("us"), reason: RunReason.Event);
        await scene.RunAsync();

        Assert.Equal(["ai--eu--gpt-4o"], Pool(scene));
        Assert.Contains(run.SetAside, aside => aside.Reason.StartsWith("stays outside alias 'gpt-4o'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_is_pushed_out_by_a_stricter_one_is_told_as_something_to_do()
    {
        var scene = Scene(AFleet.Settings(AFleet.Default with { AloneToo = false }));
        scene.Source.Put(AFleet.Account("world", "westeurope", "gpt-4o:GlobalStandard"));
        await scene.RunAsync();
        scene.Source.Put(AFleet.Account("strict", "brazilsouth", "gpt-4o:Standard"));

        var run = await scene.RunAsync(AnAccount.Id("strict"), reason: RunReason.Event);

        Assert.Equal(["ai--strict--gpt-4o"], Pool(scene));
        Assert.Contains(
            run.SetAside,
            aside =>
                aside.Kind == SetAsideKind.Impossible && aside.Deployment.Contains("/accounts/world/", StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public async Task An_address_that_somebody_changed_is_called_by_no_pool_and_put_right_by_its_own_run()
    {
        var scene = Scene(AFleet.Settings(AFleet.Default with { AloneToo = false }));
        scene.Source.Put(AFleet.Account("a", "westus", "gpt-4o"));
        scene.Source.Put(AFleet.Account("b", "westus", "gpt-4o"));
        await scene.RunAsync();
        var key = new ResourceKey(ResourceKind.Backend, "ai--a--gpt-4o");
        var backend = (Backend)scene.Gateway.Resources[key].Resource;
        scene.Gateway.Add(backend with { Url = new("https://evil.example/openai/deployments/gpt-4o") }, backend.OwnershipTag);

        var run = await scene.RunAsync(AnAccount.Id("b"), reason: RunReason.Event);

        Assert.Equal(["ai--b--gpt-4o"], Pool(scene));
        Assert.Contains(run.SetAside, aside => aside.Reason.Contains("is not the one that the importer wrote", StringComparison.Ordinal));
        await scene.RunAsync(AnAccount.Id("a"), reason: RunReason.Event);
        Assert.Equal(backend.Url, ((Backend)scene.Gateway.Resources[key].Resource).Url);
        Assert.Equal(["ai--a--gpt-4o", "ai--b--gpt-4o"], Pool(scene));
        scene.Gateway.Writes.Clear();
        await scene.RunAsync();
        Assert.Empty(scene.Gateway.Writes);
    }

    [Theory]
    [InlineData("AI", "gone")]
    [InlineData("ai", "Gone")]
    [InlineData("ai2", "gone")]
    public void The_words_of_a_fleet_are_bound_letter_by_letter(string fleet, string state)
    {
        var key = new OwnershipKey(new byte[32], "contoso-apim");
        var facts = new MemberFacts(("OpenAI", "gpt-4o", "1"), "Standard", 1, "westus") { Alias = "gpt-4o", Out = "gone" };
        var backend = (Backend)
            key.Bind(
                new Backend
                {
                    Id = "ai--a--gpt-4o",
                    Url = new("https://a.openai.azure.com/openai/deployments/gpt-4o"),
                    OwnershipTag = new(AnAccount.Id("a").Child("deployments", "gpt-4o"), "abc") { Fleet = "ai", Member = facts.ToString() },
                }
            );
        Assert.Null(key.Check(backend).Unproven);

        var forged = backend with
        {
            OwnershipTag = backend.OwnershipTag! with { Fleet = fleet, Member = (facts with { Out = state }).ToString() },
        };

        Assert.NotNull(key.Check(forged).Unproven);
    }

    [Fact]
    public void A_backend_of_a_fleet_is_not_believed_under_another_id()
    {
        var key = new OwnershipKey(new byte[32], "contoso-apim");
        var backend = (Backend)
            key.Bind(AFleet.Design(AFleet.Default, AFleet.Account("a", "westus", "gpt-4o")).Resources.OfType<Backend>().First());

        Assert.NotNull(key.Check(backend with { Id = "ai--evil--gpt-4o" }).Unproven);
    }

    public static TheoryData<string> Words =>
        [
            "\"); context.Variables[\"x\"] = (\"",
            "{{the-secret}}",
            "@(context.Request.Headers)",
            "</value><value>",
            "gpt-4o;gpt-4.1",
            "gpt-4o/chat/completions",
            "x] [foundry-importer source=/subscriptions/00000000-0000-0000-0000-000000000000 design=x fleet=ai]",
            "x fleet=other member=y bound=z",
            "line\r\nbreak\u2028here",
            "gpt-4o--rest",
            "|",
            "ＧＰＴ－４ｏ",
            "..",
            "",
        ];

    [Theory]
    [MemberData(nameof(Words))]
    public void No_word_of_an_owner_runs_in_the_gateway_or_ends_an_ownership_tag(string word)
    {
        var account = AFleet
            .Account("evil", "westus", "gpt-4o")
            .Edit(
                "gpt-4o",
                one =>
                    one with
                    {
                        Tags = new Dictionary<string, string> { ["alias"] = word },
                        ContentFilter = word,
                        SpilloverDeployment = word,
                        ModelVersion = word,
                    }
            );
        var other = AFleet
            .Account("good", "westus", "gpt-4o")
            .Edit("gpt-4o", one => one with { Tags = new Dictionary<string, string> { ["alias"] = "gpt-4o" } });

        var design = AFleet.Design(AFleet.Default with { Alias = "{tag:alias}", Boundary = FleetBoundary.Any }, other, account);

        Assert.All(design.Aliases, alias => Assert.True(FleetParsers.IsAlias(alias.Name), alias.Name));
        Assert.All(
            design.Resources.OfType<PolicyFragment>(),
            fragment => Assert.DoesNotContain("{{", fragment.Xml, StringComparison.Ordinal)
        );
        var plain = AFleet.Design(AFleet.Default with { Alias = "{tag:alias}", Boundary = FleetBoundary.Any }, other);
        Assert.Equal(
            plain.Resources.OfType<ApiPolicy>().Select(policy => policy.Xml),
            design.Resources.OfType<ApiPolicy>().Select(policy => policy.Xml)
        );
        Assert.All(
            design.Resources.OfType<Backend>(),
            backend =>
            {
                Assert.Equal(backend.OwnershipTag, OwnershipTag.Find(backend.OwnershipTag!.Sign(backend.Description ?? "")));
                Assert.NotNull(MemberFacts.Read(backend.OwnershipTag.Member));
            }
        );
        Assert.Contains("ai--good--gpt-4o", Called(design, "gpt-4o"));
    }

    [Fact]
    public void A_deployment_that_is_named_like_an_alias_of_the_settings_does_not_join_it()
    {
        var design = AFleet.Design(
            ByName with
            {
                Aliases = [new("chat", ["gpt-*"])],
            },
            AFleet.Account("good", "westus", "gpt-4o"),
            AFleet.Account("evil", "westus", "chat")
        );

        Assert.Equal(["ai--good--gpt-4o"], Called(design, "chat"));
    }

    private static FleetDesign Design(FleetSettings fleet, ComplianceSettings rules, params AccountInventory[] accounts) =>
        FleetDesigner.Design(Input(fleet, rules, AFleet.Inventory(accounts)))[0];

    private static FleetInput Input(FleetSettings fleet, ComplianceSettings rules, Inventory inventory) =>
        new()
        {
            Inventory = inventory,
            Settings = AFleet.Settings(fleet) with { Compliance = rules },
            Service = AFleet.Service,
        };

    private static List<string> Called(FleetDesign design, string alias) =>
        [.. design.Alias(alias).Members.Select(member => member.Member.Backend)];

    private static Scene Scene(ImporterSettings settings) => new(settings);

    private static List<string> Pool(Scene scene) =>
        [
            .. ((BackendPool)scene.Gateway.Resources[new(ResourceKind.Backend, "ai--gpt-4o")].Resource)
                .Members.Select(member => member.Backend)
                .Order(StringComparer.Ordinal),
        ];

    private static string Hash(string account, string deployment) =>
        FleetNaming.Hash(AnAccount.Id(account).Child("deployments", deployment).Value.ToLowerInvariant());
}
