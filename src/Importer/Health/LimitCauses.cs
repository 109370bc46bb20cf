namespace Importer.Health;

/// <summary>Causes that are limits: of the gateway's policies, or of the model.</summary>
/// <remarks>
/// Sources: https://learn.microsoft.com/azure/api-management/llm-token-limit-policy,
/// https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy,
/// https://learn.microsoft.com/azure/ai-services/openai/how-to/quota
/// </remarks>
internal static class LimitCauses
{
    public static IReadOnlyList<CauseRule> Rules { get; } =
    [
        new((fault, _) => fault is { Status: 429, Speaker: Speaker.Gateway } && fault.Says("token"), (_, _) => new(
            CauseCode.GatewayTokenLimit,
            "over the gateway's own token limit right now; the model was not asked",
            "raise Policies.TokenLimit.TokensPerMinute, or give the test calls a subscription of their own (Health.Subscription) with their own counter")),
        new((fault, _) => fault is { Status: 429, Speaker: Speaker.Gateway }, (_, _) => new(
            CauseCode.GatewayRateLimit,
            "over the gateway's own rate limit right now; the model was not asked",
            "raise Policies.RateLimit.Calls, or give the test calls a subscription of their own (Health.Subscription)")),
        new((fault, _) => fault.Status == 429, (_, facts) => new(
            CauseCode.ModelThrottled,
            "over the model's own limit right now; the model is alive",
            $"raise the deployment's capacity: az cognitiveservices account deployment create with a higher --sku-capacity, or Deployments > Edit of {facts.AccountName} in the Foundry portal (Quota shows what is left)")),
        new((fault, _) => fault is { Status: 403, Speaker: Speaker.Gateway } && fault.Says("token quota"), (_, _) => new(
            CauseCode.TokenQuota,
            "the gateway's token quota is used up; the model was not asked",
            "raise Policies.TokenLimit.TokenQuota or wait for the next TokenQuotaPeriod")),
        new((fault, _) => fault is { Status: 403, Speaker: Speaker.Gateway } && fault.Says("quota"), (_, _) => new(
            CauseCode.CallQuota,
            "a quota policy of the gateway is used up; the model was not asked",
            "raise the quota in the product's or API's policy (portal: APIs > the API > All operations, or Products > the product > Policies)")),
    ];
}
