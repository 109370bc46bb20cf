using Importer.Configuration;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Design;

public sealed class ExplanationTests
{
    [Fact]
    public async Task Without_rules_the_defaults_are_named_briefly() =>
        Assert.Equal(
            new Dictionary<string, string> { ["*"] = "Defaults; no rule changes anything" },
            (await DecisionsAsync([])).Single().Settings
        );

    [Fact]
    public async Task Each_field_that_a_rule_set_is_told_with_the_rule_and_the_value()
    {
        var decision = (
            await DecisionsAsync([
                Rule(new() { Account = "fabrikam" }, (ProfileFields.Products, profile => profile with { Products = ["other"] })),
                Rule(
                    new() { Account = "cont*" },
                    (ProfileFields.Products, profile => profile with { Products = ["ai-team", "more"] }),
                    (
                        ProfileFields.TokenLimit,
                        profile => profile with { Policies = profile.Policies with { TokenLimit = new() { TokensPerMinute = 500 } } }
                    )
                ),
                Rule(
                    new() { Account = "*" },
                    (ProfileFields.Products, profile => profile with { Products = [] }),
                    (ProfileFields.Access, profile => profile with { Access = AccessMode.Check })
                ),
            ])
        ).Single();

        Assert.Equal(
            [
                "Products: Rules[1] (Account 'cont*'): ai-team, more",
                "Access: Rules[2] (Account '*'): Check",
                "Policies.TokenLimit: Rules[1] (Account 'cont*'): 500 tokens a minute",
                "*: Defaults",
            ],
            decision.Settings!.Select(entry => $"{entry.Key}: {entry.Value}")
        );
    }

    [Fact]
    public async Task What_members_of_one_api_disagree_on_is_told_as_it_holds()
    {
        var decisions = await DecisionsAsync(
            [
                Rule(
                    new() { ModelName = "gpt-*" },
                    (
                        ProfileFields.TokenLimit,
                        profile => profile with { Policies = profile.Policies with { TokenLimit = new() { TokensPerMinute = 500 } } }
                    )
                ),
            ],
            "gpt-4o",
            "text-embedding-3-large"
        );

        Assert.All(decisions, decision => Assert.False(decision.Settings!.ContainsKey(ProfileFields.TokenLimit)));
    }

    private static ProfileRule Rule(RuleMatch match, params (string Field, Func<ApiProfile, ApiProfile> Change)[] fields) =>
        new() { Match = match, Fields = fields.ToDictionary(field => field.Field, field => field.Change) };

    private static async Task<IReadOnlyList<RunDecision>> DecisionsAsync(IReadOnlyList<ProfileRule> rules, params string[] models)
    {
        var scene = new Scene(TheSettings.Default with { Rules = rules });
        scene.Source.Put(AnAccount.With("contoso", models.Length == 0 ? ["gpt-4o"] : models));
        return (await scene.RunAsync(mode: RunMode.Plan)).Decisions;
    }
}
