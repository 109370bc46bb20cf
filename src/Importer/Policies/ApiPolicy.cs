namespace Importer.Policies;

/// <summary>
/// The policy of an imported API. Order is execution order: the outer scopes first, then the caller's key goes, the
/// backend and its authentication are set, and the AI policies follow so that the cheapest refusal comes first and a
/// cached answer costs no tokens.
/// Source: https://learn.microsoft.com/azure/api-management/genai-gateway-capabilities
/// </summary>
public static class ApiPolicy
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
                .. Present(parts.ContentSafety, parts.CacheLookup, parts.RateLimit, parts.TokenLimit, parts.TokenMetric),
                .. parts.Fragments.Select(fragment => new IncludeFragment { FragmentId = fragment }),
            ],
            Backend = [Forwarding(parts)],
            Outbound = [.. Present(parts.CacheStore), new BasePolicy()],
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
    private static IEnumerable<PolicyElement> Authentication(ApiPolicyParts parts) => parts switch
    {
        { Identity: { } identity } => [identity],
        { BackendKey: { } key } =>
        [
            SetHeader.Delete("Authorization"),
            new SetHeader { Name = DropCallerKey.ApiKeyHeader, Values = [key] },
        ],
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
                Condition = Retry.OnThrottledOrUnavailable,
                Count = count,
                IntervalSeconds = 1,
                FirstFastRetry = true,
                Children = [forward],
            };
    }

    private static IEnumerable<PolicyElement> Present(params IEnumerable<PolicyElement?> elements) =>
        elements.OfType<PolicyElement>();
}
