using Importer.Deployments;
using Importer.Gateway;
using Importer.Policies;

namespace Importer.Design;

/// <summary>Chooses the policies of one API: what settings ask for, where the tier has it and the endpoints take it.</summary>
internal static class PolicyDesigner
{
    // Token limits, metrics and caches understand these payloads only.
    // Source: https://learn.microsoft.com/azure/api-management/llm-token-limit-policy#supported-models
    private static readonly Capability[] Counted = [Capability.Chat, Capability.Completions, Capability.Embeddings, Capability.Responses];

    public static Gateway.ApiPolicy Design(ApiGroup group, Backend backend, NamedValue? key, ServiceInfo service, List<SetAside> setAside)
    {
        var ask = new PolicyWish(group, service, setAside);
        var wished = group.Profile.Policies;
        var isCounted = group.Capabilities.Any(Counted.Contains);
        var authentication = group.Profile.Authentication;
        var parts = new ApiPolicyParts
        {
            Backend = new SetBackendService { BackendId = backend.Id },
            KeyHeader = ApiDesigner.KeyHeader,
            Identity = key is null ? new AuthenticationManagedIdentity { Resource = authentication.Audience, ClientId = authentication.ClientId } : null,
            BackendKey = key is null ? null : $"{{{{{key.Id}}}}}",
            TokenLimit = ask.Have("llm-token-limit", isCounted, wished.TokenLimit, PolicyParts.TokenLimit),
            TokenMetric = ask.Have("llm-emit-token-metric", isCounted, wished.TokenMetrics, PolicyParts.TokenMetric),
            CacheLookup = ask.Have("llm-semantic-cache-lookup", isCounted, wished.SemanticCache, PolicyParts.CacheLookup),
            CacheStore = ask.Have("llm-semantic-cache-store", isCounted, wished.SemanticCache, (cache, _) => new SemanticCacheStore { DurationSeconds = cache.DurationSeconds }),
            ContentSafety = ask.Have("llm-content-safety", isCounted, wished.ContentSafety, PolicyParts.ContentSafety),
            RateLimit = ask.Have("rate-limit-by-key", true, wished.RateLimit, PolicyParts.RateLimit),
            Retries = wished.Retry?.Count,
            Fragments = wished.Extra is { Length: > 0 } fragment ? [fragment] : [],
            TimeoutSeconds = (int)wished.Timeout.TotalSeconds,
        };
        return new Gateway.ApiPolicy
        {
            Api = group.ApiId,
            Xml = Policies.ApiPolicy.Compose(parts).ToXml(),
            Uses = key is null ? [backend.Key] : [backend.Key, key.Key],
        };
    }
}
