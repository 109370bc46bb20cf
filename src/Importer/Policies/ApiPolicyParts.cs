namespace Importer.Policies;

/// <summary>What an imported API's policy is made of; <see cref="ApiPolicy"/> puts the parts in execution order.</summary>
public sealed record ApiPolicyParts
{
    /// <summary>Where the requests go.</summary>
    public required SetBackendService Backend { get; init; }

    /// <summary>The API's key header, removed before the request leaves.</summary>
    public string KeyHeader { get; init; } = DropCallerKey.ApiKeyHeader;

    /// <summary>The API's key query parameter, removed before the request leaves.</summary>
    public string KeyQuery { get; init; } = DropCallerKey.DefaultQuery;

    /// <summary>How the gateway proves itself to the account by identity; null when a key does, or the backend resource.</summary>
    public AuthenticationManagedIdentity? Identity { get; init; }

    /// <summary>The account's key as a named value, for example <c>{{contoso-key}}</c>; null when an identity is used.</summary>
    public string? BackendKey { get; init; }

    /// <summary>The header in which the account takes its key.</summary>
    public string BackendKeyHeader { get; init; } = DropCallerKey.ApiKeyHeader;

    /// <summary>Fragments that people add, run last in inbound.</summary>
    public IReadOnlyList<string> Fragments { get; init; } = [];

    /// <summary>Blocks unsafe content.</summary>
    public ContentSafety? ContentSafety { get; init; }

    /// <summary>Answers from the cache; comes with <see cref="CacheStore"/>.</summary>
    public SemanticCacheLookup? CacheLookup { get; init; }

    /// <summary>Fills the cache; comes with <see cref="CacheLookup"/>.</summary>
    public SemanticCacheStore? CacheStore { get; init; }

    /// <summary>Limits calls.</summary>
    public RateLimitByKey? RateLimit { get; init; }

    /// <summary>Limits tokens.</summary>
    public TokenLimit? TokenLimit { get; init; }

    /// <summary>Sends token counts to Application Insights.</summary>
    public EmitTokenMetric? TokenMetric { get; init; }

    /// <summary>
    /// True for the operations whose tokens are counted and whose texts are checked (chat, completions, embeddings,
    /// responses); null when the API has no others.
    /// </summary>
    public string? CountedWhen { get; init; }

    /// <summary>True for the operations whose answers may come from the cache (chat, responses); null when the API has no others.</summary>
    public string? CachedWhen { get; init; }

    /// <summary>How often a throttled or unavailable backend is tried again, 1 to 50; null means never.</summary>
    public int? Retries { get; init; }

    /// <summary>Seconds between those tries; the first comes at once.</summary>
    public int RetryIntervalSeconds { get; init; } = 1;

    /// <summary>Seconds to wait for the backend; null means API Management's default.</summary>
    public int? TimeoutSeconds { get; init; }
}
