using Importer.Configuration;
using Importer.Design;
using Importer.Gateway;
using Importer.Policies;
using Importer.Tests.Fakes;

namespace Importer.Tests.Design;

/// <summary>What an API does with a call, in words: from the policy that the gateway is to hold.</summary>
public sealed class PolicyDescriptionsTests
{
    [Fact]
    public void Each_policy_is_a_sentence_in_the_order_in_which_a_call_meets_it()
    {
        var parts = new ApiPolicyParts
        {
            Backend = new SetBackendService { BackendId = "contoso" },
            Identity = new AuthenticationManagedIdentity { Resource = "https://cognitiveservices.azure.com" },
            ContentSafety = new ContentSafety
            {
                BackendId = "safety",
                ShieldPrompt = true,
                EnforceOnCompletions = true,
                Categories = [new(HarmCategory.Hate, 4)],
                Blocklists = ["words"],
            },
            CacheLookup = new SemanticCacheLookup { ScoreThreshold = 0.05m, EmbeddingsBackendId = "embeddings" },
            CacheStore = new SemanticCacheStore { DurationSeconds = 90 },
            RateLimit = new RateLimitByKey
            {
                Calls = 1_000,
                RenewalPeriodSeconds = 60,
                CounterKey = CounterKeys.PerAddress,
            },
            TokenLimit = new TokenLimit
            {
                CounterKey = CounterKeys.PerSubscription(true),
                TokensPerMinute = 5_000,
                TokenQuota = 1_000_000,
                TokenQuotaPeriod = TokenQuotaPeriod.Monthly,
            },
            TokenMetric = new EmitTokenMetric { Dimensions = [new("API ID"), new("Subscription ID")] },
            CountedWhen = "@(true)",
            Fragments = ["house-rules"],
            Retries = 2,
            TimeoutSeconds = 120,
        };
        var breaker = new CircuitBreaker(3, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30), 500, 599);

        var words = PolicyDescriptions.Of(
            new ApiPolicy { Api = "contoso", Xml = ApiPolicyDocument.Compose(parts).ToXml() },
            new Backend
            {
                Id = "contoso",
                Url = new Uri("https://contoso.example"),
                CircuitBreaker = breaker,
            },
            subscriptionRequired: true
        );

        Assert.Equal(
            [
                "Callers need a subscription key.",
                "The gateway calls the model with its managed identity.",
                "Content Safety checks prompts and answers: Hate from severity 4; 1 block list; attacks on the prompt, on operations that it can read.",
                "Prompts that are alike (score threshold 0.05) are answered from a cache.",
                "At most 1,000 calls in 60 seconds for each address; then 429.",
                "At most 5,000 tokens a minute (then 429) and 1,000,000 tokens a month (then 403) for each subscription, on operations that it can read.",
                "Token counts go to Application Insights, on operations that it can read, by API ID, Subscription ID.",
                "The policy fragment house-rules runs.",
                "A call that the model does not answer, throttles or fails is tried again, up to 2 times.",
                "The gateway waits up to 120 seconds for the model.",
                "Answers are kept for the cache for 90 seconds.",
                "After 3 failures in 60 seconds the model is left alone for 30 seconds.",
            ],
            words
        );
    }

    [Fact]
    public void A_key_of_the_account_is_told_and_the_callers_key_that_goes_is_not()
    {
        var parts = new ApiPolicyParts
        {
            Backend = new SetBackendService { BackendId = "contoso" },
            BackendKey = "{{contoso-key}}",
        };

        var words = PolicyDescriptions.Of(
            new ApiPolicy { Api = "contoso", Xml = ApiPolicyDocument.Compose(parts).ToXml() },
            null,
            subscriptionRequired: false
        );

        Assert.Equal(["Callers need no subscription key.", "The gateway calls the model with the account's key."], words);
    }

    [Fact]
    public async Task A_round_of_test_calls_tells_of_each_API_what_its_callers_have_to_know()
    {
        var scene = new HealthScene(
            new HealthSettings(),
            new ApiProfile { Policies = new PolicySettings { TokenLimit = new TokenLimitSettings { TokensPerMinute = 700 } } }
        );
        await scene.ImportAsync("contoso", "text-embedding-3-large", "gpt-4o");

        var round = await scene.RoundAsync();

        var api = Assert.Single(round.Apis);
        Assert.Equal(("contoso-openai", "contoso/openai", "api-key", "gpt-4o"), (api.Api, api.Path, api.KeyHeader, api.Example));
        Assert.Equal(Deployments.Capability.Chat, api.Does);
        Assert.NotNull(api.ApiVersion);
        Assert.NotNull(round.Gateway);
        Assert.Contains(
            api.Policies,
            sentence => sentence.StartsWith("At most 700 tokens a minute (then 429) for each subscription", StringComparison.Ordinal)
        );
    }
}
