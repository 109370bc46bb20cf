using Importer.Configuration;

namespace Importer.Tests.Settings;

/// <summary><c>OnMissing</c>: one word for all, one inside a policy, and each policy's default.</summary>
public sealed class OnMissingSettingsTests
{
    [Theory]
    [InlineData("{}", "WPPWWPW")]
    [InlineData("""{ "OnMissing": "Publish" }""", "PPPPPPP")]
    [InlineData("""{ "OnMissing": "withhold" }""", "WWWWWWW")]
    [InlineData("""{ "OnMissing": "Publish", "ContentSafety": { "BackendId": "safety", "OnMissing": "Withhold" } }""", "PPPWPPP")]
    [InlineData(
        """{ "Extra": { "Fragment": "house-rules", "OnMissing": "Publish" }, "CircuitBreaker": { "OnMissing": "Withhold" } }""",
        "WPPWWWP"
    )]
    public void Every_policy_has_its_own_word_or_the_one_for_all_or_its_default(string policies, string expected)
    {
        var settings = SettingsText.Good($$"""{ "Defaults": { "Policies": {{policies}} } }""").Defaults.Policies;
        string[] fields =
        [
            ProfileFields.TokenLimit,
            ProfileFields.TokenMetrics,
            ProfileFields.SemanticCache,
            ProfileFields.ContentSafety,
            ProfileFields.RateLimit,
            ProfileFields.CircuitBreaker,
            ProfileFields.Extra,
        ];

        Assert.Equal(expected, string.Concat(fields.Select(field => MissingPolicies.Of(field, settings).ToString()[0])));
    }

    [Fact]
    public void A_fragment_is_an_id_or_an_object()
    {
        Assert.Equal("house-rules", Policies("""{ "Extra": "house-rules" }""").Extra);
        Assert.Equal(
            ("house-rules", MissingPolicy.Publish),
            (
                Policies("""{ "Extra": { "Fragment": "house-rules", "OnMissing": "Publish" } }""").Extra,
                Policies("""{ "Extra": { "Fragment": "house-rules", "OnMissing": "Publish" } }""").ExtraOnMissing
            )
        );
    }

    [Theory]
    [InlineData("""{ "OnMissing": "Ignore" }""", "Importer:Defaults:Policies:OnMissing = 'Ignore': must be one of Withhold, Publish.")]
    [InlineData(
        """{ "RateLimit": { "Calls": 1, "RenewalPeriodSeconds": 1, "OnMissing": "Publisj" } }""",
        "Importer:Defaults:Policies:RateLimit:OnMissing = 'Publisj': must be one of Withhold, Publish. Did you mean 'Publish'?"
    )]
    [InlineData(
        """{ "Extra": { "OnMissing": "Publish" } }""",
        "Importer:Defaults:Policies:Extra:Fragment: is required. Give the id of the policy fragment."
    )]
    public void Wrong_words_are_faults(string policies, string fault) =>
        Assert.Equal(
            [fault],
            SettingsText.Read($$"""{ "Defaults": { "Policies": {{policies}} } }""").Faults.Select(found => found.ToString())
        );

    private static PolicySettings Policies(string policies) =>
        SettingsText.Good($$"""{ "Defaults": { "Policies": {{policies}} } }""").Defaults.Policies;
}
