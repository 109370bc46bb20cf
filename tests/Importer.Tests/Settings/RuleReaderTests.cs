using Importer.Configuration;

namespace Importer.Tests.Settings;

public sealed class RuleReaderTests
{
    private const string Defaults = """
        "Defaults": { "DisplayName": "all", "Products": ["a"], "Policies": {
          "TokenLimit": { "TokensPerMinute": 1, "CounterKey": "product" }, "TokenMetrics": true, "CircuitBreaker": true, "Extra": "fragment" } }
        """;

    [Fact]
    public void A_rule_holds_what_it_matches_and_each_field_that_it_sets()
    {
        var rule = Rule(
            """
            { "Match": { "Account": "contoso-*", "Deployment": "chat?", "ModelFormat": "Mistral AI", "ModelName": "gpt-4.1*", "Tag": "team=*" },
              "Import": true, "BasePath": "x", "OpenApi": { "Location": "a.json" }, "Policies": { "TokenLimit": { "TokensPerMinute": 5 }, "Timeout": "00:00:05" } }
            """
        );

        Assert.Equal(
            new()
            {
                Account = "contoso-*",
                Deployment = "chat?",
                ModelFormat = "Mistral AI",
                ModelName = "gpt-4.1*",
                Tag = "team=*",
            },
            rule.Match
        );
        Assert.True(rule.Import);
        Assert.Equal(["BasePath", "OpenApi.Location", "Policies.TokenLimit", "Policies.Timeout"], rule.Fields.Keys);
        Assert.All(rule.Fields.Keys, field => Assert.Contains(field, ProfileFields.All));
    }

    [Fact]
    public void A_policy_in_a_rule_replaces_the_whole_policy_and_leaves_the_others()
    {
        var policies = Applied("""{ "Match": { "Account": "*" }, "Policies": { "TokenLimit": { "TokensPerMinute": 9 } } }""").Policies;

        Assert.Equal(new() { TokensPerMinute = 9 }, policies.TokenLimit);
        Assert.NotNull(policies.TokenMetrics);
        Assert.Equal("fragment", policies.Extra);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("null")]
    [InlineData("{}")]
    public void A_policy_is_switched_off_by_false_null_or_an_empty_object(string off)
    {
        var policies = Applied(
            $$"""{ "Match": { "Account": "*" }, "Policies": { "TokenLimit": {{off}}, "TokenMetrics": {{off}}, "CircuitBreaker": {{off}}, "Extra": {{off}} } }"""
        ).Policies;

        Assert.Equal((null, null, null, null), (policies.TokenLimit, policies.TokenMetrics, policies.CircuitBreaker, policies.Extra));
    }

    [Fact]
    public void True_switches_on_a_policy_that_has_defaults()
    {
        var policies = Applied("""{ "Match": { "Account": "*" }, "Policies": { "Retry": true } }""").Policies;

        Assert.Equal(new(), policies.Retry);
        Assert.Equal(["API ID", "Subscription ID"], policies.TokenMetrics!.Dimensions.Keys);
    }

    [Fact]
    public void An_empty_list_takes_the_defaults_away() =>
        Assert.Empty(Applied("""{ "Match": { "Account": "*" }, "Products": [] }""").Products);

    [Fact]
    public void Null_says_nothing_about_a_plain_field() =>
        Assert.Equal("all", Applied("""{ "Match": { "Account": "*" }, "DisplayName": null, "BasePath": "x" }""").DisplayName);

    [Fact]
    public void Rules_keep_their_order_beyond_ten()
    {
        var rules = string.Join(
            ',',
            Enumerable.Range(0, 12).Select(index => $$"""{ "Match": { "Account": "a{{index}}" }, "Import": false }""")
        );

        Assert.Equal(
            Enumerable.Range(0, 12).Select(index => $"a{index}"),
            SettingsText.Good($$"""{ "Rules": [ {{rules}} ] }""").Rules.Select(rule => rule.Match.Account)
        );
    }

    [Fact]
    public void A_rule_may_take_the_location_from_the_defaults() =>
        Assert.Single(
            SettingsText
                .Good(
                    """{ "Defaults": { "OpenApi": { "Location": "a.json" } }, "Rules": [ { "Match": { "Account": "*" }, "Source": "OpenApi" } ] }"""
                )
                .Rules
        );

    private static ProfileRule Rule(string rule) => Assert.Single(SettingsText.Good($$"""{ {{Defaults}}, "Rules": [ {{rule}} ] }""").Rules);

    private static ApiProfile Applied(string rule)
    {
        var settings = SettingsText.Good($$"""{ {{Defaults}}, "Rules": [ {{rule}} ] }""");
        return settings.Rules[0].Fields.Values.Aggregate(settings.Defaults, (profile, change) => change(profile));
    }
}
