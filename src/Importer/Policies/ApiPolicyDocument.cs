namespace Importer.Policies;

/// <summary>
/// The policy of an imported API. Order is execution order: the outer scopes first, then the caller's key goes, the
/// backend and its authentication are set, and the AI policies follow so that the cheapest refusal comes first and a
/// cached answer costs no tokens.
/// Source: https://learn.microsoft.com/azure/api-management/genai-gateway-capabilities
/// </summary>
internal static class ApiPolicyDocument
{
    /// <summary>Puts the parts in execution order.</summary>
    /// <exception cref="InvalidOperationException">The parts contradict each other.</exception>
    public static PolicyDocument Compose(ApiPolicyParts parts)
    {
        Check(parts);
        return new PolicyDocument
        {
            Inbound =
            [
                new BasePolicy(),
                .. DropCallerKey.Elements(parts.KeyHeader, parts.KeyQuery),
                parts.Backend,
                .. Authentication(parts),
                .. Ai(parts),
                .. parts.Fragments.Select(fragment => new IncludeFragment { FragmentId = fragment }),
            ],
            Backend = [Forwarding(parts)],
            Outbound = [.. Only(parts.CachedWhen, parts.CacheStore), new BasePolicy()],
            OnError = [new BasePolicy(), .. Only(null, parts.WrongPaths)],
        };
    }

    private static void Check(ApiPolicyParts parts)
    {
        if (parts.Identity is not null && parts.BackendKey is not null)
        {
            throw new InvalidOperationException("An API proves itself to its account by identity or by key, not by both.");
        }

        if ((parts.CacheLookup is null) != (parts.CacheStore is null))
        {
            throw new InvalidOperationException("A semantic cache needs CacheLookup and CacheStore together.");
        }
    }

    /// <summary>With a key, a token that the caller sent to the gateway must not reach the account.</summary>
    private static IEnumerable<PolicyElement> Authentication(ApiPolicyParts parts) =>
        parts switch
        {
            { Identity: { } identity } => [identity],
            { BackendKey: { } key } => [SetHeader.Delete("Authorization"), new SetHeader { Name = parts.BackendKeyHeader, Values = [key] }],
            _ => [],
        };

    /// <summary>Answers are never buffered: server-sent events pass as they come, everything else as well.</summary>
    private static PolicyElement Forwarding(ApiPolicyParts parts)
    {
        var forward = new ForwardRequest
        {
            Timeout = parts.TimeoutSeconds,
            BufferResponse = false,
            BufferRequestBody = parts.Retries is null ? null : true,
        };
        return parts.Retries is not { } count
            ? forward
            : new Retry
            {
                Condition = Retry.OnNoAnswerThrottledOrFailed,
                Count = count,
                IntervalSeconds = parts.RetryIntervalSeconds,
                FirstFastRetry = true,
                Children = [forward],
            };
    }

    /// <summary>Calls are limited on every operation; the rest only where the payload is one that it reads.</summary>
    internal static IEnumerable<PolicyElement> Ai(ApiPolicyParts parts) =>
        [
            .. Only(parts.CountedWhen, parts.ContentSafety),
            .. Only(parts.CachedWhen, parts.CacheLookup),
            .. Only(null, parts.RateLimit),
            .. Only(parts.CountedWhen, parts.TokenLimit, parts.TokenMetric),
        ];

    internal static List<PolicyElement> Only(string? condition, params IEnumerable<PolicyElement?> elements)
    {
        var present = elements.OfType<PolicyElement>().ToList();
        return condition is null || present.Count == 0 ? present : [new Choose { Condition = condition, When = present }];
    }
}

/// <summary>What an imported API's policy is made of; <see cref="ApiPolicyDocument"/> puts the parts in execution order.</summary>
internal sealed record ApiPolicyParts
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

    /// <summary>Answers calls whose path has a part twice, see <see cref="Policies.WrongPaths"/>; null leaves that to the gateway.</summary>
    public PolicyElement? WrongPaths { get; init; }
}
