using Importer.Deployments;
using Importer.Gateway;
using Importer.Policies;

namespace Importer.Design;

/// <summary>Chooses the policies of one API: what settings ask for, where the tier has it and the endpoints take it.</summary>
internal static class PolicyDesigner
{
    public static Gateway.ApiPolicy Design(ApiGroup group, ApiSpecification specification, Backend backend, NamedValue? key, PolicyWish ask)
    {
        var wished = group.Profile.Policies;
        var isAnthropic = group.Compatibility == Compatibility.Anthropic;
        var counting = isAnthropic ? PolicyReach.OfMessages(specification.Operations, ask.Sku) : PolicyReach.OfCounting(specification.Operations);
        var caching = isAnthropic ? PolicyReach.OfNoMessages : PolicyReach.OfCaching(specification.Operations);
        var parts = Plain(group, backend, key) with
        {
            CountedWhen = counting.Condition,
            CachedWhen = caching.Condition,
            TokenLimit = ask.Have("llm-token-limit", counting, wished.TokenLimit, PolicyParts.TokenLimit),
            TokenMetric = ask.Have("llm-emit-token-metric", counting, wished.TokenMetrics, PolicyParts.TokenMetric),
            CacheLookup = ask.Have("llm-semantic-cache-lookup", caching, wished.SemanticCache, PolicyParts.CacheLookup, PolicyGrounds.Missing),
            ContentSafety = ask.Have("llm-content-safety", isAnthropic ? PolicyReach.OfNoMessages : counting, wished.ContentSafety, PolicyParts.ContentSafety, PolicyGrounds.Missing),
            RateLimit = ask.Have("rate-limit-by-key", null, wished.RateLimit, PolicyParts.RateLimit),
            Fragments = ask.Have("include-fragment", null, wished.Extra, (fragment, _) => fragment, PolicyGrounds.MissingFragment) is { } extra ? [extra] : [],
        };
        parts = parts with { CacheStore = parts.CacheLookup is null ? null : new SemanticCacheStore { DurationSeconds = wished.SemanticCache!.DurationSeconds } };
        return new Gateway.ApiPolicy
        {
            Api = group.ApiId,
            Xml = Policies.ApiPolicy.Compose(parts).ToXml(),
            Uses = key is null ? [backend.Key] : [backend.Key, key.Key],
        };
    }

    private static ApiPolicyParts Plain(ApiGroup group, Backend backend, NamedValue? key)
    {
        var wished = group.Profile.Policies;
        var authentication = group.Profile.Authentication;
        return new()
        {
            Backend = new SetBackendService { BackendId = backend.Id },
            KeyHeader = group.KeyHeader,
            KeyQuery = group.KeyQuery,
            Identity = key is null ? new AuthenticationManagedIdentity { Resource = authentication.Audience, ClientId = authentication.ClientId } : null,
            BackendKeyHeader = group.Compatibility == Compatibility.Anthropic ? "x-api-key" : DropCallerKey.ApiKeyHeader,
            BackendKey = key is null ? null : $"{{{{{key.Id}}}}}",
            Retries = wished.Retry?.Count,
            RetryIntervalSeconds = wished.Retry?.IntervalSeconds ?? 1,
            TimeoutSeconds = (int)wished.Timeout.TotalSeconds,
        };
    }
}
