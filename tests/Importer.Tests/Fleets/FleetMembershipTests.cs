using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Tests.Builders;

namespace Importer.Tests.Fleets;

public sealed class FleetMembershipTests
{
    private static readonly FleetSettings Anywhere = AFleet.Default with { Boundary = FleetBoundary.Any };

    [Fact]
    public void Members_are_called_by_tier_and_then_by_region_and_share_by_capacity_within_one_kind()
    {
        var design = AFleet.Design(
            Anywhere with
            {
                Regions = ["swedencentral"],
            },
            AFleet.Account("far", "westus", "gpt-4o:GlobalStandard:100"),
            AFleet.Account("near", "swedencentral", "gpt-4o:GlobalStandard:30"),
            AFleet.Account("twin", "swedencentral", "gpt-4o:GlobalStandard:60"),
            AFleet.Account("own", "swedencentral", "gpt-4o:ProvisionedManaged:5")
        );

        Assert.Equal(
            "ai--own--gpt-4o (priority 1, weight 100), ai--near--gpt-4o (priority 2, weight 50), ai--twin--gpt-4o (priority 2, weight 100), ai--far--gpt-4o (priority 3, weight 100)",
            design.Pool("gpt-4o")
        );
        var rest = design.Resources.OfType<BackendPool>().Single(pool => pool.Id == "ai--gpt-4o--rest");
        Assert.Equal(["ai--far--gpt-4o", "ai--near--gpt-4o", "ai--twin--gpt-4o"], rest.Members.Select(member => member.Backend));
        Assert.All(rest.Members, member => Assert.Equal(1, member.Priority));
    }

    [Fact]
    public void Two_kinds_in_one_tier_share_evenly_for_their_units_are_not_the_same()
    {
        var design = AFleet.Design(
            Anywhere with
            {
                Tiers = ["*"],
            },
            AFleet.Account("a", "westus", "gpt-4o:GlobalStandard:100"),
            AFleet.Account("b", "westus", "gpt-4o:ProvisionedManaged:5")
        );

        Assert.Equal("ai--a--gpt-4o (priority 1, weight 1), ai--b--gpt-4o (priority 1, weight 1)", design.Pool("gpt-4o"));
    }

    [Fact]
    public void A_backend_calls_the_deployment_itself_and_is_left_alone_after_what_is_not_the_callers_fault()
    {
        var backend = AFleet.Design(Anywhere, AFleet.Account("a", "westus", "gpt-4o")).Resources.OfType<Backend>().Single();

        Assert.Equal("https://a.openai.azure.com/openai/deployments/gpt-4o", backend.Url.AbsoluteUri);
        Assert.Equal("401,403,404,408,410,423,429,499,500,502-504", backend.CircuitBreaker!.Statuses);
        Assert.Equal(1, backend.CircuitBreaker.FailureCount);
        Assert.Equal("ai", backend.OwnershipTag!.Fleet);
        Assert.Equal(AnAccount.Id("a").Child("deployments", "gpt-4o"), backend.OwnershipTag.Source);
    }

    [Theory]
    [InlineData("GlobalBatch", "answers batches only")]
    [InlineData("DeveloperTier", "is for evaluation")]
    public void Kinds_that_answer_no_calls_or_go_by_themselves_never_join(string sku, string words)
    {
        var design = AFleet.Design(Anywhere, AFleet.Account("a", "westus", $"gpt-4o:{sku}"), AFleet.Account("b", "westus", "gpt-4o"));

        Assert.Equal("ai--b--gpt-4o (priority 1, weight 100)", design.Pool("gpt-4o"));
        Assert.Contains(words, design.Notes(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_paused_or_drained_stands_and_is_not_called_and_its_alias_is_known()
    {
        var paused = AFleet.Account("a", "westus", "gpt-4o").Edit("gpt-4o", deployment => deployment with { Paused = true });
        var drained = AFleet.Account("b", "westus", "gpt-4o") is var b
            ? b with
            {
                Account = b.Account with { Tags = new Dictionary<string, string> { ["apim-drain"] = "on" } },
            }
            : b;

        var design = AFleet.Design(Anywhere, paused, drained);

        Assert.False(design.Alias("gpt-4o").IsLive);
        Assert.Equal(["ai--a--gpt-4o", "ai--b--gpt-4o"], design.Resources.OfType<Backend>().Select(backend => backend.Id));
        Assert.Empty(design.Resources.OfType<BackendPool>());
        Assert.Contains("is paused", design.Notes(), StringComparison.Ordinal);
        Assert.Contains("take the tag apim-drain=on off", design.Notes(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Deleting", 0)]
    [InlineData("Creating", 1)]
    public void What_is_torn_down_leaves_and_what_is_being_changed_stays_as_it_is(string state, int members)
    {
        var account = AFleet.Account("a", "westus", "gpt-4o");
        var found = AFleet.Design(Anywhere, account).Resources.OfType<Backend>().ToList();

        var design = AFleet.Design(
            Anywhere,
            AFleet.Inventory(account.Edit("gpt-4o", deployment => deployment with { ProvisioningState = state, Capacity = null })),
            found
        );

        Assert.Equal(members, design.Members.Count);
        Assert.Equal(members, design.Aliases.Count(alias => alias.IsLive));
    }

    [Fact]
    public void Members_of_an_account_that_could_not_be_read_stay_exactly_as_they_are()
    {
        AccountInventory[] all =
        [
            AFleet.Account("a", "westus", "gpt-4o:GlobalStandard:20"),
            AFleet.Account("b", "eastus", "gpt-4o:GlobalStandard:40", "text-embedding-3-small"),
        ];
        var whole = AFleet.Design(Anywhere, all);
        var found = whole.Resources.OfType<Backend>().ToList();
        var inventory = AFleet.Inventory(all[0]) with { Unread = [new(all[1].Account.Id, "403", false)] };

        Assert.Equal(whole.Picture(), AFleet.Design(Anywhere, inventory, found).Picture());
    }

    [Fact]
    public void A_named_alias_is_served_by_its_first_pattern_with_somebody_to_call()
    {
        var fleet = Anywhere with { Aliases = [new("chat", ["gpt-5*", "gpt-4o"])] };
        AccountInventory[] both = [AFleet.Account("a", "westus", "gpt-4o"), AFleet.Account("b", "westus", "gpt-5")];
        AccountInventory[] paused = [both[0], both[1].Edit("gpt-5", deployment => deployment with { Paused = true })];

        Assert.Equal("ai--b--gpt-5 (priority 1, weight 100)", AFleet.Design(fleet, both).Pool("chat"));
        Assert.Equal("ai--a--gpt-4o (priority 1, weight 100)", AFleet.Design(fleet, paused).Pool("chat"));
    }

    [Fact]
    public void A_pool_takes_thirty_and_the_others_are_told()
    {
        var design = AFleet.Design(
            Anywhere,
            [.. Enumerable.Range(10, 32).Select(number => AFleet.Account($"a{number}", "westus", "gpt-4o"))]
        );

        Assert.Equal(30, design.Alias("gpt-4o").Members.Count);
        Assert.Equal(2, design.Notes.Count(note => note.Reason.Contains("has 32 members while a pool takes 30", StringComparison.Ordinal)));
    }

    [Fact]
    public void Versions_filters_and_spillovers_that_differ_are_told()
    {
        var odd = AFleet
            .Account("b", "westus", "gpt-4o", "other")
            .Edit("gpt-4o", deployment => deployment with { ModelVersion = "2", ContentFilter = "strict", SpilloverDeployment = "other" })
            .Edit("other", deployment => deployment with { ModelName = "gpt-4o", ModelVersion = "2", ContentFilter = "strict" });

        var notes = AFleet.Design(Anywhere, AFleet.Account("a", "westus", "gpt-4o"), odd).Notes();

        Assert.Contains("gpt-4o 1, gpt-4o 2", notes, StringComparison.Ordinal);
        Assert.Contains("none named, strict", notes, StringComparison.Ordinal);
        Assert.Contains("the capacity of that one is counted twice", notes, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_to_a_zone_never_falls_to_Global_and_a_zone_is_one_zone()
    {
        var design = AFleet.Design(
            AFleet.Default,
            AFleet.Account("eu", "swedencentral", "gpt-4o:DataZoneStandard"),
            AFleet.Account("eu2", "westeurope", "gpt-4o:Standard"),
            AFleet.Account("us", "eastus", "gpt-4o:DataZoneStandard"),
            AFleet.Account("world", "swedencentral", "gpt-4o:GlobalStandard")
        );

        Assert.Equal(["ai--eu--gpt-4o", "ai--eu2--gpt-4o"], design.Alias("gpt-4o").Members.Select(member => member.Member.Backend));
        Assert.Equal(
            2,
            design.Notes.Count(note =>
                note.Reason.Contains("stays outside alias 'gpt-4o', whose members process prompts in zone EU", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void Ids_are_short_and_nobody_has_the_id_of_another_or_of_a_pool()
    {
        var longName = new string('d', 64);
        var twin = AFleet.Account("acc", "westus", "gpt-4o");
        var design = AFleet.Design(
            Anywhere with
            {
                Alias = "{model}",
            },
            twin,
            twin with
            {
                Account = twin.Account with { Id = AnAccount.Id("acc", "rg-other") },
                Deployments =
                [
                    .. twin.Deployments.Select(one => one with { Id = AnAccount.Id("acc", "rg-other").Child("deployments", one.Name) }),
                ],
            },
            AFleet.Account("odd--name", "westus", "gpt-4o"),
            AFleet
                .Account("gpt-4o", "westus", "gpt-4o")
                .Edit("gpt-4o", deployment => deployment with { Id = AnAccount.Id("gpt-4o").Child("deployments", "rest") }),
            AFleet
                .Account("wide", "westus", "gpt-4o")
                .Edit("gpt-4o", deployment => deployment with { Id = AnAccount.Id("wide").Child("deployments", longName) })
        );

        var ids = design.Resources.Where(resource => resource is Backend or BackendPool).Select(resource => resource.Key.Name).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ids, id => Assert.True(id.Length <= 80, id));
        Assert.Equal(5, design.Alias("gpt-4o").Members.Count);
        Assert.DoesNotContain("ai--acc--gpt-4o", ids);
    }

    [Fact]
    public void Facts_survive_being_written_and_read()
    {
        var facts = new MemberFacts(("OpenAI", "gpt 4o, [x]", "2024-11-20"), "GlobalStandard", null, "westus")
        {
            Flags = ["responses", "chatCompletion"],
            Alias = "gpt-4o",
            Out = "paused",
            Spillover = "other",
        };
        var tag = new OwnershipTag(AnAccount.Id("a"), "abc") { Fleet = "ai", Member = facts.ToString() };

        var read = OwnershipTag.Find(tag.Sign("Some words"));

        Assert.Equal(tag, read);
        Assert.Equal(facts, MemberFacts.Read(read!.Member));
    }

    [Fact]
    public void An_ownership_tag_with_other_facts_than_those_that_were_written_verifies_no_more()
    {
        var key = new OwnershipKey(new byte[32], "contoso-apim");
        var backend = AFleet.Design(Anywhere, AFleet.Account("a", "westus", "gpt-4o")).Resources.OfType<Backend>().Single();
        var bound = (Backend)key.Bind(backend);

        Assert.Equal(backend, key.Check(bound).Resource);
        Assert.NotNull(
            key.Check(
                bound with
                {
                    OwnershipTag = bound.OwnershipTag! with
                    {
                        Member = bound.OwnershipTag.Member!.Replace("GlobalStandard", "ProvisionedManaged", StringComparison.Ordinal),
                    },
                }
            ).Unproven
        );
        Assert.NotNull(key.Check(bound with { OwnershipTag = bound.OwnershipTag with { Fleet = "other" } }).Unproven);
    }
}
