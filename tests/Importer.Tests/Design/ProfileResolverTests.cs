using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Resources;

namespace Importer.Tests.Design;

public sealed class ProfileResolverTests
{
    private static readonly FoundryAccount Contoso = new()
    {
        Id = ResourceId.Parse(
            "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso"
        ),
        Kind = "AIServices",
        Region = "swedencentral",
        ProvisioningState = "Succeeded",
        Tags = new Dictionary<string, string> { ["environment"] = "Sandbox", ["team"] = "search" },
    };

    private static readonly ModelDeployment Chat = new()
    {
        Id = Contoso.Id.Child("deployments", "chat"),
        ModelFormat = "OpenAI",
        ModelName = "gpt-4o",
        ProvisioningState = "Succeeded",
        Tags = new Dictionary<string, string> { ["tier"] = "gold" },
    };

    [Fact]
    public void Without_rules_the_defaults_hold_and_every_field_says_so()
    {
        var resolved = ProfileResolver.Resolve(With(), Contoso, Chat);

        Assert.True(resolved.Import);
        Assert.Equal("default", resolved.Profile.BasePath);
        Assert.Equal(ProfileFields.All.Order(), resolved.Origins.Keys.Order());
        Assert.All(resolved.Origins.Values, origin => Assert.Equal("Defaults", origin));
    }

    [Fact]
    public void For_each_field_the_first_matching_rule_that_sets_it_wins()
    {
        var settings = With(
            Rule(new() { Account = "fabrikam" }, ("BasePath", profile => profile with { BasePath = "other" })),
            Rule(new() { ModelName = "gpt-*" }, ("BasePath", profile => profile with { BasePath = "first" })),
            Rule(
                new() { Account = "c*" },
                ("BasePath", profile => profile with { BasePath = "second" }),
                ("DisplayName", profile => profile with { DisplayName = "name" })
            )
        );

        var resolved = ProfileResolver.Resolve(settings, Contoso, Chat);

        Assert.Equal(("first", "name"), (resolved.Profile.BasePath, resolved.Profile.DisplayName));
        Assert.Equal("Rules[1]", resolved.Origins["BasePath"]);
        Assert.Equal("Rules[2]", resolved.Origins["DisplayName"]);
        Assert.Equal("Defaults", resolved.Origins["Source"]);
    }

    [Theory]
    [InlineData(null, null, null, null, null, true)]
    [InlineData("CONTOSO", "ch?t", "openai", "gpt-*", "tier=g*", true)]
    [InlineData("fabrikam", null, null, null, null, false)]
    [InlineData("contoso", "other", null, null, null, false)]
    [InlineData(null, null, "Meta", null, null, false)]
    [InlineData(null, null, null, "gpt-4", null, false)]
    [InlineData(null, null, null, null, "environment=sandbox", true)]
    [InlineData(null, null, null, null, "env*=*box", true)]
    [InlineData(null, null, null, null, "team", true)]
    [InlineData(null, null, null, null, "team=billing", false)]
    [InlineData(null, null, null, null, "tier=silver", false)]
    public void A_rule_matches_when_every_glob_fits(
        string? account,
        string? deployment,
        string? format,
        string? model,
        string? tag,
        bool matches
    )
    {
        var match = new RuleMatch
        {
            Account = account,
            Deployment = deployment,
            ModelFormat = format,
            ModelName = model,
            Tag = tag,
        };

        var resolved = ProfileResolver.Resolve(With(new ProfileRule { Match = match, Import = false }), Contoso, Chat);

        Assert.Equal(!matches, resolved.Import);
    }

    [Theory]
    [InlineData("contoso", null, null, true)]
    [InlineData("contoso", null, "team=search", true)]
    [InlineData(null, null, "tier=gold", false)]
    [InlineData("contoso", "*", null, false)]
    public void For_an_account_only_rules_about_accounts_apply(string? account, string? deployment, string? tag, bool applies)
    {
        var settings = With(
            Rule(
                new()
                {
                    Account = account,
                    Deployment = deployment,
                    Tag = tag,
                },
                ("Access", profile => profile with { Access = AccessMode.Check })
            )
        );

        var resolved = ProfileResolver.ForAccount(settings, Contoso);

        Assert.Equal(applies ? AccessMode.Check : AccessMode.Ensure, resolved.Profile.Access);
        Assert.Equal(applies ? "Rules[0]" : "Defaults", resolved.Origins["Access"]);
    }

    [Fact]
    public void The_rule_that_leaves_out_is_named_with_its_condition()
    {
        var settings = With(
            Rule(new() { Account = "x" }),
            new ProfileRule
            {
                Match = new() { Tag = "environment=sandbox", ModelName = "gpt-*" },
                Import = false,
            }
        );

        var resolved = ProfileResolver.Resolve(settings, Contoso, Chat);

        Assert.Equal("Rules[1] leaves it out (ModelName 'gpt-*', Tag 'environment=sandbox')", resolved.LeftOutBy);
    }

    [Fact]
    public void An_earlier_rule_can_keep_in_what_a_later_one_leaves_out()
    {
        var settings = With(
            new ProfileRule
            {
                Match = new() { Deployment = "chat" },
                Import = true,
            },
            new ProfileRule
            {
                Match = new() { Account = "*" },
                Import = false,
            }
        );

        Assert.True(ProfileResolver.Resolve(settings, Contoso, Chat).Import);
    }

    [Theory]
    [InlineData("tier=gold", "the deployment carries the tag tier=gold")]
    [InlineData("environment=sandbox", "the account carries the tag environment=Sandbox")]
    [InlineData("tier=silver", null)]
    [InlineData("", null)]
    public void The_opt_out_tag_counts_on_the_deployment_and_on_its_account(string tag, string? reason)
    {
        var settings = With(
            new ProfileRule
            {
                Match = new() { Account = "*" },
                Import = true,
            }
        ) with
        {
            OptOutTag = tag,
        };

        Assert.Equal(reason, ProfileResolver.Resolve(settings, Contoso, Chat).LeftOutBy);
    }

    [Fact]
    public void A_deployments_opt_out_tag_says_nothing_about_its_account() =>
        Assert.Null(ProfileResolver.ForAccount(With() with { OptOutTag = "tier=gold" }, Contoso).LeftOutBy);

    private static ImporterSettings With(params ProfileRule[] rules) =>
        new()
        {
            ServiceId = ResourceId.Parse(
                "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ApiManagement/service/apim"
            ),
            Scopes = [ResourceId.Parse("/subscriptions/00000000-0000-0000-0000-000000000001")],
            ReportsContainer = "reports",
            Defaults = new() { BasePath = "default" },
            Rules = rules,
        };

    private static ProfileRule Rule(RuleMatch match, params (string Field, Func<ApiProfile, ApiProfile> Change)[] fields) =>
        new() { Match = match, Fields = fields.ToDictionary(field => field.Field, field => field.Change) };
}
