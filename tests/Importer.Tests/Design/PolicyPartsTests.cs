using Importer.Configuration;
using Importer.Design;
using Importer.Policies;
using Importer.Tests.Policies;

namespace Importer.Tests.Design;

public sealed class PolicyPartsTests
{
    [Theory]
    [InlineData("product", "@(context.Product?.Id ?? \"none\")")]
    [InlineData("subscription", "@(context.Subscription.Id)")]
    [InlineData("@(context.User.Id)", "@(context.User.Id)")]
    public void A_word_that_keeps_cached_answers_apart_becomes_its_expression(string key, string expression)
    {
        var settings = new SemanticCacheSettings
        {
            ScoreThreshold = 0.05,
            EmbeddingsBackendId = "emb",
            DurationSeconds = 60,
            VaryBy = [key],
        };

        Assert.Equal([expression, CounterKeys.PerModel], PolicyFactory.CacheLookup(settings, subscriptionRequired: true).VaryBy);
    }

    [Fact]
    public void Every_field_of_a_policy_reaches_its_element()
    {
        Golden.Is(
            """<llm-token-limit counter-key="@(context.Api.Id)" tokens-per-minute="60" token-quota="900" token-quota-period="Daily" estimate-prompt-tokens="false" remaining-tokens-header-name="remaining-tokens" remaining-quota-tokens-header-name="remaining-quota-tokens" tokens-consumed-header-name="consumed-tokens" />""",
            PolicyFactory.TokenLimit(
                new()
                {
                    TokensPerMinute = 60,
                    TokenQuota = 900,
                    TokenQuotaPeriod = "Daily",
                    CounterKey = "api",
                    EstimatePromptTokens = false,
                },
                true
            )
        );
        Golden.Is(
            $"""
            <llm-semantic-cache-lookup score-threshold="0.2" embeddings-backend-id="emb" embeddings-backend-auth="system-assigned" ignore-system-messages="true" max-message-count="4">
              <vary-by>@(context.Subscription.Id)</vary-by>
              <vary-by>{CounterKeys.PerModel.Replace("<", "&lt;", StringComparison.Ordinal).Replace(
                ">",
                "&gt;",
                StringComparison.Ordinal
            )}</vary-by>
            </llm-semantic-cache-lookup>
            """,
            PolicyFactory.CacheLookup(
                new()
                {
                    ScoreThreshold = 0.2,
                    EmbeddingsBackendId = "emb",
                    DurationSeconds = 60,
                    IgnoreSystemMessages = true,
                    MaxMessageCount = 4,
                },
                true
            )
        );
        Golden.Is(
            """
            <llm-content-safety backend-id="safety" shield-prompt="true" enforce-on-completions="true">
              <categories output-type="EightSeverityLevels">
                <category name="Hate" threshold="5" />
              </categories>
              <blocklists>
                <id>house-words</id>
              </blocklists>
            </llm-content-safety>
            """,
            PolicyFactory.ContentSafety(
                new()
                {
                    BackendId = "safety",
                    ShieldPrompt = true,
                    EnforceOnCompletions = true,
                    Categories = new Dictionary<string, int> { ["Hate"] = 5 },
                    Blocklists = ["house-words"],
                    OutputType = "EightSeverityLevels",
                },
                true
            )
        );
    }
}
