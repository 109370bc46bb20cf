using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class TokenLimitTests
{
    [Fact]
    public void A_rate_is_enough() =>
        Golden.Is(
            """<llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="1000" estimate-prompt-tokens="true" />""",
            new TokenLimit
            {
                CounterKey = CounterKeys.PerSubscription(subscriptionRequired: true),
                TokensPerMinute = 1000,
                EstimatePromptTokens = true,
            }
        );

    [Fact]
    public void A_quota_comes_with_its_period_and_headers() =>
        Golden.Is(
            """<llm-token-limit counter-key="@(context.Product?.Id ?? &quot;none&quot;)" token-quota="3000000000" token-quota-period="Monthly" estimate-prompt-tokens="false" retry-after-header-name="x-wait" remaining-tokens-header-name="x-left" remaining-quota-tokens-header-name="x-quota-left" tokens-consumed-header-name="x-used" />""",
            new TokenLimit
            {
                CounterKey = CounterKeys.PerProduct,
                TokenQuota = 3_000_000_000,
                TokenQuotaPeriod = TokenQuotaPeriod.Monthly,
                RetryAfterHeaderName = "x-wait",
                RemainingTokensHeaderName = "x-left",
                RemainingQuotaTokensHeaderName = "x-quota-left",
                TokensConsumedHeaderName = "x-used",
            }
        );

    [Fact]
    public void A_limit_without_numbers_or_a_quota_without_period_is_refused()
    {
        Golden.Refuses("TokensPerMinute or TokenQuota", new TokenLimit { CounterKey = "a" });
        Golden.Refuses("together", new TokenLimit { CounterKey = "a", TokenQuota = 1 });
        Golden.Refuses(
            "together",
            new TokenLimit
            {
                CounterKey = "a",
                TokensPerMinute = 1,
                TokenQuotaPeriod = TokenQuotaPeriod.Daily,
            }
        );
    }
}
