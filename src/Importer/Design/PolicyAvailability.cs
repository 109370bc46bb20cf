using Importer.Configuration;
using Importer.Gateway;
using Importer.Policies;

namespace Importer.Design;

/// <summary>Grants or refuses a wished policy, and tells people of the refusals.</summary>
internal sealed class PolicyAvailability(ApiGroup group, DesignInput input, List<SetAside> setAside)
{
    /// <summary>The tier of the service.</summary>
    public string Sku => input.Service.Sku;

    /// <summary>What people keep in the service; null when it was not looked at.</summary>
    public ServicePrerequisites? Holdings => input.Holdings;

    /// <summary>The element, or null when it is not wished for or cannot be had.</summary>
    /// <param name="element">The element's name.</param>
    /// <param name="reach">Which operations of the API take it; null when all do.</param>
    /// <param name="wish">What the settings say; null when it is off.</param>
    /// <param name="make">Makes it, knowing whether every caller has a subscription.</param>
    /// <param name="missing">What it stands on and is not there, with the fix.</param>
    public TElement? Have<TWish, TElement>(
        string element, PolicyApplicability? reach, TWish? wish, Func<TWish, bool, TElement> make, Func<TWish, ServicePrerequisites, string?>? missing = null)
        where TWish : class
        where TElement : class
    {
        if (wish is null)
        {
            return null;
        }

        var refusal = PolicyElementFacts.Unavailable(element, input.Service.Sku)
            ?? (reach is { IsAny: false } ? $"{element} {reach.Lack}" : null)
            ?? (Holdings is { } holdings ? missing?.Invoke(wish, holdings) : null);
        if (refusal is null)
        {
            return make(wish, group.IsSubscriptionSure);
        }

        Tell($"{refusal}; the API is made without it");
        return null;
    }

    /// <summary>Tells people something about the API.</summary>
    public void Tell(string sentence) => setAside.Add(new(group.ApiId, sentence));
}

/// <summary>
/// What policies stand on and people keep: a cache, backends, a fragment, a logger. A sentence with the fix when it is not
/// there; a policy that the service would refuse is never sent.
/// </summary>
internal static class PolicyPrerequisites
{
    private const string CacheHelp = "https://learn.microsoft.com/azure/api-management/api-management-howto-cache-external";
    private const string EmbeddingsHelp = "https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching";
    private const string SafetyHelp = "https://learn.microsoft.com/azure/api-management/llm-content-safety-policy";
    private const string LoggerHelp = "https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights";

    public static string? Missing(SemanticCacheSettings cache, ServicePrerequisites holdings) => (holdings.Caches.Count, Has(holdings.Backends, cache.EmbeddingsBackendId)) switch
    {
        (0, _) => $"Policies.SemanticCache needs an external cache and the service has none; add one ({CacheHelp})",
        (_, false) => $"backend '{cache.EmbeddingsBackendId}' of Policies.SemanticCache.EmbeddingsBackendId does not exist; create it with a URL that ends in /openai/deployments/<embeddings deployment>/embeddings ({EmbeddingsHelp})",
        _ => null,
    };

    public static string? Missing(ContentSafetySettings safety, ServicePrerequisites holdings) => Has(holdings.Backends, safety.BackendId)
        ? null
        : $"backend '{safety.BackendId}' of Policies.ContentSafety.BackendId does not exist; create it with the URL of the Content Safety account ({SafetyHelp})";

    public static string? MissingFragment(string fragment, ServicePrerequisites holdings) => Has(holdings.Fragments, fragment)
        ? null
        : $"policy fragment '{fragment}' of Policies.Extra does not exist; create it, or take it out of the settings";

    /// <summary>The logger that metrics go to, or why there is none.</summary>
    public static (string? Logger, string? Missing) Logger(TokenMetricsSettings metrics, ServicePrerequisites holdings) => (metrics.Logger, holdings.Loggers) switch
    {
        ({ } named, var there) when Has(there, named) => (named, null),
        ({ } named, _) => (null, $"logger '{named}' of Policies.TokenMetrics.Logger is no Application Insights logger of the service; create it ({LoggerHelp})"),
        (null, [var only]) => (only, null),
        (null, []) => (null, $"Policies.TokenMetrics needs an Application Insights logger and the service has none; create one ({LoggerHelp})"),
        (null, var several) => (null, $"the service has several Application Insights loggers ({string.Join(", ", several)}); name one in Policies.TokenMetrics.Logger"),
    };

    private static bool Has(IReadOnlyList<string> there, string id) => there.Contains(id, StringComparer.OrdinalIgnoreCase);
}
