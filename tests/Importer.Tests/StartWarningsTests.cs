using Importer.Configuration;
using Importer.Gateway;
using Importer.Reconciliation;
using Importer.Tests.Builders;

namespace Importer.Tests;

public sealed class StartWarningsTests
{
    private static readonly ApiProfile Strict = new()
    {
        Products = ["ai-team"],
        Policies = new()
        {
            TokenLimit = new() { TokensPerMinute = 1 },
            ContentSafety = new() { BackendId = "safety" },
            RateLimit = new() { Calls = 1, RenewalPeriodSeconds = 60 },
            TokenMetrics = new(),
            Extra = "house",
        },
    };

    [Fact]
    public void Usual_settings_are_warned_of_in_nothing() => Assert.Empty(StartWarnings.Of(TheSettings.Default));

    [Theory]
    [InlineData("master", true)]
    [InlineData("MASTER", true)]
    [InlineData("probe", false)]
    public void The_key_that_opens_everything_is_warned_of(string subscription, bool isWarned) =>
        Assert.Equal(
            isWarned,
            StartWarnings
                .Of(TheSettings.Default with { Health = new HealthSettings { Subscription = subscription } })
                .Any(warning => warning.Contains("opens every API", StringComparison.Ordinal))
        );

    public static TheoryData<string, string> Loosened =>
        new()
        {
            { "SubscriptionRequired", "SubscriptionRequired" },
            { "Products", "Products" },
            { "Policies.TokenLimit", "Policies.TokenLimit" },
            { "Policies.ContentSafety", "Policies.ContentSafety" },
            { "Policies.RateLimit", "Policies.RateLimit" },
            { "Policies.TokenMetrics", "Policies.TokenMetrics" },
            { "Policies.Extra", "Policies.Extra" },
            {
                "Policies.OnMissing",
                "Policies.ContentSafety.OnMissing, Policies.TokenLimit.OnMissing, Policies.RateLimit.OnMissing, Policies.Extra.OnMissing"
            },
        };

    [Theory]
    [MemberData(nameof(Loosened))]
    public void A_rule_that_asks_for_less_by_what_an_owner_chooses_is_warned_of(string field, string named)
    {
        foreach (
            var match in new RuleMatch[]
            {
                new() { Tag = "env=sandbox" },
                new() { Account = "test-*" },
                new() { Deployment = "gpt*" },
            }
        )
        {
            var warning = Assert.Single(Of(match, field));
            Assert.Contains($"Rules[0] changes {named} by ", warning, StringComparison.Ordinal);
        }

        Assert.Empty(Of(new() { ModelName = "gpt-*" }, field));
        Assert.Empty(Of(new() { Account = "*" }, field));
    }

    // Whoever adds a policy says here whether it keeps anybody from anything.
    [Fact]
    public void Every_policy_of_the_profile_is_warned_of_or_keeps_nobody_from_anything()
    {
        string[] harmless =
        [
            ProfileFields.SemanticCache,
            ProfileFields.CircuitBreaker,
            ProfileFields.Retry,
            ProfileFields.Timeout,
            ProfileFields.ExplainWrongPaths,
        ];

        Assert.Equal(
            ProfileFields.All.Where(field => field.StartsWith("Policies.", StringComparison.Ordinal)).Order(),
            Loosened
                .Select(row => (string)row[0])
                .Where(field => field.StartsWith("Policies.", StringComparison.Ordinal))
                .Concat(harmless)
                .Order()
        );
    }

    [Fact]
    public void A_rule_that_asks_for_more_is_not_warned_of() =>
        Assert.Empty(
            StartWarnings.Of(
                TheSettings.Default with
                {
                    Rules =
                    [
                        new()
                        {
                            Match = new() { Tag = "a=b" },
                            Fields = new Dictionary<string, Func<ApiProfile, ApiProfile>>
                            {
                                ["Policies.TokenLimit"] = profile => profile with { Policies = Strict.Policies },
                            },
                        },
                    ],
                }
            )
        );

    private static IReadOnlyList<string> Of(RuleMatch match, string field) =>
        StartWarnings.Of(
            TheSettings.With(Strict) with
            {
                Rules =
                [
                    new()
                    {
                        Match = match,
                        Fields = new Dictionary<string, Func<ApiProfile, ApiProfile>> { [field] = profile => Without(profile, field) },
                    },
                ],
            }
        );

    private static ApiProfile Without(ApiProfile profile, string field) =>
        field switch
        {
            "SubscriptionRequired" => profile with { SubscriptionRequired = false },
            "Products" => profile with { Products = ["open"] },
            "Policies.TokenLimit" => profile with { Policies = profile.Policies with { TokenLimit = null } },
            "Policies.ContentSafety" => profile with { Policies = profile.Policies with { ContentSafety = null } },
            "Policies.RateLimit" => profile with { Policies = profile.Policies with { RateLimit = null } },
            "Policies.TokenMetrics" => profile with { Policies = profile.Policies with { TokenMetrics = null } },
            "Policies.OnMissing" => profile with { Policies = profile.Policies with { OnMissing = MissingPolicy.Publish } },
            _ => profile with { Policies = profile.Policies with { Extra = null } },
        };

    [Theory]
    [InlineData("{model}", "contoso-*", null, 0)]
    [InlineData("{model}-{version}", null, null, 0)]
    [InlineData("{deployment}", "contoso-*", null, 1)]
    [InlineData("{tag:alias}", "contoso-*", null, 1)]
    [InlineData("{model}", "contoso-*", "fleet=ai", 0)]
    [InlineData("{model}", null, "fleet=ai", 1)]
    [InlineData("{deployment}", "*", "fleet=ai", 2)]
    public void A_fleet_that_anybody_can_join_under_any_name_is_warned_of(string alias, string? account, string? tag, int warnings)
    {
        var fleet = new FleetSettings
        {
            Name = "ai",
            Path = "ai",
            Match = new() { Account = account, Tag = tag },
            Alias = alias,
        };

        var told = StartWarnings.Of(TheSettings.Default with { Fleets = [fleet] });

        Assert.Equal(warnings, told.Count);
        Assert.All(told, warning => Assert.StartsWith("Fleets[0].", warning, StringComparison.Ordinal));
    }

    [Fact]
    public void A_rule_that_leaves_a_policy_to_people_by_what_an_owner_chooses_is_warned_of()
    {
        var rule = new ProfileRule
        {
            Match = new() { Tag = "env=sandbox" },
            Fields = new Dictionary<string, Func<ApiProfile, ApiProfile>>
            {
                [ProfileFields.DriftIgnore] = profile => profile with { DriftIgnore = [IgnorableField.Policy] },
            },
        };

        var warning = Assert.Single(StartWarnings.Of(TheSettings.Default with { Rules = [rule] }));

        Assert.Contains("changes Drift.Ignore by Tag 'env=sandbox'", warning, StringComparison.Ordinal);
    }
}
