using Importer.Gateway;

namespace Importer.Design;

/// <summary>
/// What policies stand on and people keep: a cache, backends, a fragment, a logger. A sentence with the fix when it is not
/// there; a policy that the service would refuse is never sent.
/// </summary>
internal static class PolicyGrounds
{
    private const string CacheHelp = "https://learn.microsoft.com/azure/api-management/api-management-howto-cache-external";
    private const string EmbeddingsHelp = "https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching";
    private const string SafetyHelp = "https://learn.microsoft.com/azure/api-management/llm-content-safety-policy";
    private const string LoggerHelp = "https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights";

    public static string? Missing(SemanticCacheSettings cache, GatewayHoldings holdings) => (holdings.Caches.Count, Has(holdings.Backends, cache.EmbeddingsBackendId)) switch
    {
        (0, _) => $"Policies.SemanticCache needs an external cache and the service has none; add one ({CacheHelp})",
        (_, false) => $"backend '{cache.EmbeddingsBackendId}' of Policies.SemanticCache.EmbeddingsBackendId does not exist; create it with a URL that ends in /openai/deployments/<embeddings deployment>/embeddings ({EmbeddingsHelp})",
        _ => null,
    };

    public static string? Missing(ContentSafetySettings safety, GatewayHoldings holdings) => Has(holdings.Backends, safety.BackendId)
        ? null
        : $"backend '{safety.BackendId}' of Policies.ContentSafety.BackendId does not exist; create it with the URL of the Content Safety account ({SafetyHelp})";

    public static string? MissingFragment(string fragment, GatewayHoldings holdings) => Has(holdings.Fragments, fragment)
        ? null
        : $"policy fragment '{fragment}' of Policies.Extra does not exist; create it, or take it out of the settings";

    /// <summary>The logger that metrics go to, or why there is none.</summary>
    public static (string? Logger, string? Missing) Logger(TokenMetricsSettings metrics, GatewayHoldings holdings) => (metrics.Logger, holdings.Loggers) switch
    {
        ({ } named, var there) when Has(there, named) => (named, null),
        ({ } named, _) => (null, $"logger '{named}' of Policies.TokenMetrics.Logger is no Application Insights logger of the service; create it ({LoggerHelp})"),
        (null, [var only]) => (only, null),
        (null, []) => (null, $"Policies.TokenMetrics needs an Application Insights logger and the service has none; create one ({LoggerHelp})"),
        (null, var several) => (null, $"the service has several Application Insights loggers ({string.Join(", ", several)}); name one in Policies.TokenMetrics.Logger"),
    };

    private static bool Has(IReadOnlyList<string> there, string id) => there.Contains(id, StringComparer.OrdinalIgnoreCase);
}
