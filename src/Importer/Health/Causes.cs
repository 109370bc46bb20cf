using System.Globalization;
using Importer.Gateway;

namespace Importer.Health;

/// <summary>The table of causes, the surest first: what an answer looks like, why it is so, and what to do that is true here.</summary>
/// <remarks>
/// Sources: https://learn.microsoft.com/azure/api-management/api-management-error-handling-policies (the gateway's own answers),
/// https://learn.microsoft.com/azure/api-management/llm-token-limit-policy,
/// https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy,
/// https://learn.microsoft.com/azure/ai-services/openai/how-to/quota (limits), https://learn.microsoft.com/azure/ai-services/authentication
/// (rights).
/// </remarks>
internal static class Causes
{
    public static IReadOnlyList<CauseRule> Table { get; } =
    [
        .. DesignCauses.Rules,
        // No answer came.
        new(
            (fault, _) => fault is { Status: null, WaitedFor: not null },
            (fault, _) =>
                new(
                    CauseCode.TimedOut,
                    string.Create(CultureInfo.InvariantCulture, $"no answer within {fault.WaitedFor!.Value.TotalSeconds:0.#} s"),
                    "if the model is only slow, raise Health.Timeout (up to four minutes); else look at the deployment's latency under Metrics of the account in the Azure portal"
                )
        ),
        new(
            (fault, _) => fault.Status is null,
            (_, facts) =>
                new(
                    CauseCode.GatewayUnreachable,
                    $"the gateway cannot be reached at {facts.Service?.GatewayUrl.Host ?? "its address"}",
                    "check the name and its DNS, and whether the importer's network may reach the gateway (a gateway in a virtual network needs a Functions app with virtual network integration)"
                )
        ),
        new(
            (fault, _) => fault.Status == 504,
            (_, _) =>
                new(
                    CauseCode.TimedOut,
                    "the model did not answer the gateway in time",
                    "raise Policies.Timeout for this API if the model is only slow; else look at the deployment's latency under Metrics of the account in the Azure portal"
                )
        ),
        // The gateway itself.
        new(
            (fault, facts) => fault is { Status: 503, Source: ErrorSource.Gateway } && facts.HasCircuitBreaker != false,
            (_, facts) =>
                new(
                    CauseCode.CircuitOpen,
                    "the backend's circuit breaker is open: the gateway leaves the model alone after repeated failures",
                    $"it closes by itself after TripSeconds; see what failed before (Policies.CircuitBreaker sets FailureCount, IntervalSeconds and TripSeconds){Fixes.OtherPlaces(facts)}"
                )
        ),
        new(
            (fault, _) => fault is { Status: 503, Source: ErrorSource.Gateway },
            (_, facts) =>
                new(
                    CauseCode.GatewayFault,
                    "the gateway takes no calls right now, or no backend that it may use does",
                    $"see Resource health of the API Management service in the Azure portal; the account's backend has no circuit breaker{Fixes.OtherPlaces(facts)}"
                )
        ),
        new(
            (fault, facts) => fault is { Status: >= 500, Source: ErrorSource.Gateway } && LacksIdentity(facts),
            (_, facts) =>
                new(
                    CauseCode.IdentityMissing,
                    "the API Management service has no system-assigned identity, so the gateway can get no token for the model",
                    Fixes.SwitchIdentityOn(facts)
                )
                {
                    MayPass = true,
                }
        ),
        new(
            (fault, _) => fault is { Status: 500, Source: ErrorSource.Gateway },
            (_, facts) =>
                new(
                    CauseCode.GatewayFault,
                    "the gateway failed before it had an answer: most often the backend's host cannot be reached (DNS, refused connection, private endpoint) or no token could be had",
                    $"check that the service's network resolves and reaches the endpoint of {facts.AccountName} ({facts.Account?.Endpoint?.Host ?? "see Keys and Endpoint"}){Fixes.OtherPlaces(facts)}; the exact reason is in the trace of the API's Test tab"
                )
        ),
        // Limits of the gateway's policies, or of the model.
        new(
            (fault, _) => fault is { Status: 429, Source: ErrorSource.Gateway } && fault.Says("token"),
            (_, facts) =>
                new(
                    CauseCode.GatewayTokenLimit,
                    "over the gateway's own token limit right now; the model was not asked",
                    $"{Fixes.Raise(facts, "Policies.TokenLimit.TokensPerMinute", "llm-token-limit", "azure-openai-token-limit")}, or give the test calls a subscription of their own (Health.Subscription) with their own counter"
                )
        ),
        new(
            (fault, _) => fault is { Status: 429, Source: ErrorSource.Gateway },
            (_, facts) =>
                new(
                    CauseCode.GatewayRateLimit,
                    "over the gateway's own rate limit right now; the model was not asked",
                    $"{Fixes.Raise(facts, "Policies.RateLimit.Calls", "rate-limit-by-key", "rate-limit")}, or give the test calls a subscription of their own (Health.Subscription)"
                )
        ),
        new(
            (fault, facts) => fault.Status == 429 && !(IsWordless(fault) && facts.OperationPolicy is not null),
            (_, facts) =>
                new(
                    CauseCode.ModelThrottled,
                    "over the model's own limit right now; the model is alive",
                    $"raise the deployment's capacity: az cognitiveservices account deployment create with a higher --sku-capacity, or Deployments > Edit of {facts.AccountName} in the Foundry portal (Quota shows what is left)"
                )
        ),
        new(
            (fault, _) => fault is { Status: 403, Source: ErrorSource.Gateway } && fault.Says("token quota"),
            (_, facts) =>
                new(
                    CauseCode.TokenQuota,
                    "the gateway's token quota is used up; the model was not asked",
                    $"{Fixes.Raise(facts, "Policies.TokenLimit.TokenQuota", "llm-token-limit", "azure-openai-token-limit")} or wait for the next TokenQuotaPeriod"
                )
        ),
        new(
            (fault, _) => fault is { Status: 403, Source: ErrorSource.Gateway } && fault.Says("quota"),
            (_, _) =>
                new(
                    CauseCode.CallQuota,
                    "a quota policy of the gateway is used up; the model was not asked",
                    "raise the quota in the product's or API's policy (portal: APIs > the API > All operations, or Products > the product > Policies)"
                )
        ),
        // Rights: key, role, token, network, content.
        new(
            (fault, _) => fault is { Status: 401, Source: ErrorSource.Gateway } && fault.Says("subscription key"),
            (_, facts) =>
                new(
                    CauseCode.SubscriptionKey,
                    $"the gateway refuses the subscription key of '{facts.Subscription}' for this API",
                    $"look at subscription '{facts.Subscription}' (portal: Subscriptions of the API Management service): it must be active and its scope must cover the API (put the API into the subscription's product: Products); Health.Subscription names another one"
                )
                {
                    MayPass = true,
                }
        ),
        new(
            (fault, _) =>
                fault.Status is 401 or 403
                && fault.Says("PermissionDenied", "lacks the required data action", "does not have authorization"),
            (_, facts) =>
                new(
                    CauseCode.RoleMissing,
                    $"the gateway's identity lacks the role {facts.Role?.RoleName ?? "that the call needs"} on account {facts.AccountName}",
                    Fixes.Grant(facts)
                )
                {
                    MayPass = true,
                }
        ),
        new(
            (fault, facts) => SaysNoKeys(fault) && facts.UsesKey,
            (_, facts) =>
                new(
                    CauseCode.LocalAuthDisabled,
                    $"account {facts.AccountName} takes no keys (local authentication is disabled), and the API calls it with one",
                    "set Authentication to ManagedIdentity for it; or allow keys: az resource update --ids "
                        + facts.AccountId
                        + " --set properties.disableLocalAuth=false"
                )
        ),
        new(
            (fault, _) => SaysNoKeys(fault),
            (_, facts) =>
                new(
                    CauseCode.LocalAuthDisabled,
                    $"account {facts.AccountName} takes no keys (local authentication is disabled), and got one though the API is designed with a token",
                    "Authentication is ManagedIdentity already: look for a policy above the API, or a fragment, that sets the header api-key"
                )
        ),
        new(
            (fault, facts) =>
                fault.Status is 400 or 401
                && !facts.UsesKey
                && (fault.Says("custom subdomain") || facts.Account is { CustomSubdomain: null or "" }),
            (_, facts) =>
                new(
                    CauseCode.CustomSubdomainMissing,
                    $"account {facts.AccountName} has no custom subdomain, without which it takes no Entra tokens",
                    $"give it one (it cannot be changed later): az cognitiveservices account update --ids {facts.AccountId} --custom-domain <a unique name>{(facts.Account?.LocalAuthDisabled == true ? "" : "; or set Authentication to ApiKey for it")}"
                )
        ),
        new(
            (fault, facts) => fault is { Status: 401, Source: ErrorSource.Model } && facts.UsesKey,
            (_, facts) =>
                new(
                    CauseCode.AccountKeyRefused,
                    $"account {facts.AccountName} refuses the key that the gateway holds for it",
                    "the key was regenerated: POST /api/import writes the current one (with KeyVaultSecret, put the current key into that secret)"
                )
        ),
        new(
            (fault, facts) => fault.Status == 401 && facts is { UsesKey: false, Audience: not null } && fault.Says("audience"),
            (_, facts) =>
                new(
                    CauseCode.TokenRefused,
                    $"account {facts.AccountName} refuses the gateway's token, which is for the audience {facts.Audience}",
                    $"set Authentication.Audience to {Fixes.OtherAudience(facts.Audience!)} (by a rule for this model, such as Match.ModelFormat), then POST /api/import"
                )
                {
                    MayPass = true,
                }
        ),
        new(
            (fault, facts) => fault.Status == 401 && facts.OperationPolicy is null,
            (_, facts) =>
                new(
                    CauseCode.TokenRefused,
                    $"account {facts.AccountName} got no token from the gateway, or one that is not for it",
                    "the API's own policy is as designed (authentication-managed-identity with the cloud's audience as resource, such as https://cognitiveservices.azure.com, or what Authentication.Audience names): look for a policy above it, or a fragment, that changes the header Authorization"
                )
                {
                    MayPass = true,
                }
        ),
        new(
            (fault, _) => fault.Status == 403 && fault.Says("Virtual Network", "Firewall", "Public access is disabled", "private endpoint"),
            (_, facts) =>
                new(
                    CauseCode.NetworkRefused,
                    $"account {facts.AccountName} refuses the gateway's network",
                    $"let the gateway in: Networking of {facts.AccountName} in the Azure portal (selected networks with the gateway's addresses or subnet, or a private endpoint that the gateway's network reaches)"
                )
        ),
        new(
            (fault, _) => fault is { Status: 403, Source: ErrorSource.Gateway } && fault.Says("content safety"),
            (_, facts) =>
                new(
                    CauseCode.ContentSafety,
                    "the gateway's content safety policy blocked the test call",
                    facts.Designed("llm-content-safety") == false
                        ? "the importer's policy for this API has none: look at the policies of its products, of the service and of fragments"
                        : $"raise the thresholds in Policies.ContentSafety.Categories, take a word out of its Blocklists, and check that the Content Safety backend ({(facts.OtherBackends is [var safety, ..] ? safety : "BackendId")}) answers"
                )
        ),
        // Somebody refused, and it is not said who: a policy may answer by itself, which accuses no role, no document and no model.
        new(
            (fault, facts) =>
                (fault.Status is 401 or 403 || (fault.Status is 404 or 429 or >= 500 && IsWordless(fault)))
                && facts.OperationPolicy is not null,
            (fault, facts) =>
                new(
                    CauseCode.PolicyAnswered,
                    $"operation {facts.OperationPolicy} of the API has a policy of its own, which may answer {fault.Status} by itself",
                    $"look at that policy (portal: APIs > the API > {facts.OperationPolicy} > Inbound processing); the importer neither writes nor removes policies of operations"
                )
        ),
        new(
            (fault, _) => fault.Status == 403 && IsWordless(fault),
            (_, facts) =>
                new(
                    CauseCode.AccessRefused,
                    "access was refused without a word, by the account or by a policy on the way",
                    $"run the call in the API's Test tab of the Azure portal with a trace: it shows whether a policy of the API's products, of the service{(facts.Fragments.Count == 0 ? "" : $", of fragment {string.Join(", ", facts.Fragments)}")} or the account answered (Networking of {facts.AccountName})"
                )
        ),
        new(
            (fault, _) => fault is { Status: 403, Source: ErrorSource.Gateway },
            (_, _) =>
                new(
                    CauseCode.AccessRefused,
                    "a policy of the gateway refused access; the model was not asked",
                    "run the call in the API's Test tab of the Azure portal with a trace: it shows which policy answered"
                )
        ),
        new(
            (fault, _) => fault.Status == 403,
            (_, facts) =>
                new(
                    CauseCode.AccessRefused,
                    $"account {facts.AccountName} refused access",
                    $"look at the message, at the Networking page of {facts.AccountName}{(facts.UsesKey ? "" : $", and at the role of the gateway's identity ({Fixes.RoleCommand(facts)})")}"
                )
                {
                    MayPass = true,
                }
        ),
        // The code is the one that is documented for what is gone; the words of a 404 are as users have reported them.
        new(
            (fault, _) =>
                fault is { Status: 410, Source: not ErrorSource.Gateway }
                || (fault is { Status: 404, Source: ErrorSource.Model } && fault.Says("ModelDeprecated", "has been deprecated")),
            (_, facts) =>
                new(
                    CauseCode.ModelRetired,
                    facts.Ahead is { At: not null } ahead ? $"the model was retired ({ahead.Sentence})" : "the model was retired",
                    Fixes.Replace(facts)
                )
        ),
        // A 404, which three places can give.
        new(
            (fault, _) =>
                fault.Status == 404 && fault.Says("DeploymentNotFound", "deployment for this resource does not exist", "unknown_model"),
            (_, facts) =>
                new(
                    CauseCode.DeploymentNotFound,
                    $"account {facts.AccountName} has no deployment of this name",
                    "a fresh one takes up to five minutes; if it was deleted, its API follows with the next run; else deploy the model again under this name"
                )
                {
                    MayPass = true,
                }
        ),
        new(
            (fault, _) => fault is { Status: 404, Source: ErrorSource.Gateway },
            (_, _) =>
                new(
                    CauseCode.NoSuchApi,
                    "the gateway has no API or operation under this URL",
                    "POST /api/import makes it again; GET /api/plan shows what is missing"
                )
                {
                    MayPass = true,
                }
        ),
        new(
            (fault, _) => fault.Status == 404,
            (_, facts) =>
                new(
                    CauseCode.WrongPath,
                    $"account {facts.AccountName} answers, but not under this path or api-version",
                    "the backend is as designed, so the account does not serve what the API's document says: for Source OpenApi check info.version, for Source Http the path without a second /openai, else name another Compatibility"
                )
        ),
        // The model.
        new(
            (fault, _) => fault.Status == 400 && fault.Says("content_filter", "content management policy"),
            (_, facts) =>
                new(
                    CauseCode.ContentFilter,
                    "the model's content filter blocked the test call",
                    $"loosen the content filter of the deployment (Foundry portal, {facts.AccountName} > Guardrails + controls > Content filters)"
                )
        ),
        new(
            (fault, _) => fault.Status == 423 || (fault.Status == 400 && fault.Says("paused")),
            (_, facts) =>
                new(
                    CauseCode.DeploymentPaused,
                    "the deployment is paused",
                    $"resume it in the Foundry portal ({facts.AccountName} > Deployments), or leave it: paused deployments are skipped"
                )
        ),
        new(
            (fault, _) => ModelRefusals.Of(fault) == RefusalProof.WrongOperation,
            (_, _) =>
                new(
                    CauseCode.ModelRefused,
                    "the deployment answers, and its model does not support this operation",
                    "set Compatibility for it (AzureAI takes every chat and embedding model)"
                )
        ),
        new(
            (fault, _) => ModelRefusals.Of(fault) is not null,
            (_, _) =>
                new(
                    CauseCode.TestCallUnfit,
                    "the deployment answers and wants another request than a test call is; not tested further",
                    "nothing is wrong with it; callers know what its model takes"
                )
        ),
        new(
            (fault, _) => fault.Status is >= 400 and < 500,
            (_, _) =>
                new(
                    CauseCode.ModelRefused,
                    "the test call was refused in a way that is not known",
                    "look at the message: it may be the request of the test call, which the model does not take, or a policy above the API that changes the request"
                )
        ),
        new(
            (fault, _) => fault.Status >= 500,
            (_, facts) =>
                new(
                    CauseCode.ModelFault,
                    "the model failed",
                    $"mostly this passes; if it stays, see Resource health of {facts.AccountName} in the Azure portal and https://azure.status.microsoft"
                )
        ),
    ];

    private static bool IsWordless(ProbeFault fault) => fault is { Code: "", Message: "" };

    private static bool LacksIdentity(ProbeFacts facts) => facts is { UsesKey: false, ClientId: null, Service.PrincipalId: null or "" };

    private static bool SaysNoKeys(ProbeFault fault) =>
        fault.Status == 403 && fault.Says("AuthenticationTypeDisabled", "Key based authentication is disabled");
}

/// <summary>Causes that a comparison with the design shows: somebody changed the gateway.</summary>
internal static class DesignCauses
{
    public static IReadOnlyList<CauseRule> Rules { get; } =
    [
        new((fault, facts) => fault.Status != 429 && Elsewhere(facts) is not null, (_, facts) => WrongBackend(facts)),
        new(
            (fault, facts) => fault is { Status: 404, Source: ErrorSource.Gateway } && Gone(facts) is not null,
            (_, facts) => NoSuchApi(facts)
        ),
        new(
            (fault, facts) => MayComeOfAChange(fault) && Edited(fault, facts) is not null,
            (fault, facts) => Changed(Edited(fault, facts)!, facts)
        ),
    ];

    /// <summary>The cause that lies in what is not as designed, whatever was answered.</summary>
    public static Cause Of(ProbeFacts facts)
    {
        if (Elsewhere(facts) is not null)
        {
            return WrongBackend(facts);
        }

        return Gone(facts) is not null ? NoSuchApi(facts) : Changed(facts.Deviations[0], facts);
    }

    private static Cause WrongBackend(ProbeFacts facts) =>
        new(CauseCode.WrongBackend, $"the gateway sends the calls to a wrong place ({Elsewhere(facts)})", Fixes.Repair(facts));

    private static Cause NoSuchApi(ProbeFacts facts) =>
        new(CauseCode.NoSuchApi, $"the gateway has no API or operation under this URL ({Gone(facts)})", Fixes.Repair(facts));

    // What the importer does not write it does not put right either.
    private static Cause Changed(GatewayDeviation deviation, ProbeFacts facts) =>
        new(
            CauseCode.GatewayChanged,
            $"the API is not as designed ({deviation})",
            facts.OperationPolicy is { } operation
            && deviation.Differences.Any(difference => difference.Field.StartsWith("policy of operation", StringComparison.Ordinal))
                ? $"remove the policy of operation {operation}, or what it sends elsewhere (portal: APIs > the API > {operation}); the importer neither writes nor removes policies of operations"
                : Fixes.Repair(facts)
        );

    private static bool MayComeOfAChange(ProbeFault fault) =>
        fault.Status is 400 or 401 or 403 or 404 || fault is { Status: >= 500, Source: ErrorSource.Gateway };

    private static GatewayDeviation? Elsewhere(ProbeFacts facts) =>
        facts.Deviations.FirstOrDefault(deviation =>
            deviation.Key.Kind == ResourceKind.Backend
            && (deviation.Change == ChangeKind.Create || deviation.Differences.Any(difference => difference.Field == "url"))
        );

    private static GatewayDeviation? Gone(ProbeFacts facts) =>
        facts.Deviations.FirstOrDefault(deviation =>
            deviation.Key.Kind == ResourceKind.Api
            && (
                deviation.Change == ChangeKind.Create
                || deviation.Differences.Any(difference => difference is { Field: "path" } or { Field: "operation", Expected: not null })
            )
        );

    // A missing role or identity and another key explain themselves better by the answer that they lead to.
    private static GatewayDeviation? Edited(ProbeFault fault, ProbeFacts facts) =>
        facts.Deviations.FirstOrDefault(deviation =>
            deviation.Key.Kind switch
            {
                ResourceKind.Policy => true,
                ResourceKind.NamedValue => fault is not { Status: 401, Source: ErrorSource.Model },
                ResourceKind.Api => deviation.Change == ChangeKind.Create || deviation.Differences.Any(Breaks),
                _ => false,
            }
        );

    private static bool Breaks(FieldDifference difference) =>
        difference.Field is "path" or "protocols" or "subscriptionRequired" or "operation"
        || difference.Field.StartsWith("subscriptionKeyParameterNames", StringComparison.Ordinal);
}
