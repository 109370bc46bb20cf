using Importer.Configuration;
using Importer.Gateway;
using Importer.Policies;

namespace Importer.Design;

/// <summary>Grants or refuses a wished policy, and gathers what people have to be told.</summary>
internal sealed class PolicyAvailability(ApiGroup group, DesignInput input)
{
    private readonly List<SetAside> _notes = [];
    private readonly List<PolicyLack> _lacks = [];

    /// <summary>The tier of the service.</summary>
    public string Sku => input.Service.Sku;

    /// <summary>What people keep in the service; null when it was not looked at.</summary>
    public ServicePrerequisites? Prerequisites => input.Prerequisites;

    /// <summary>The policies that the settings ask for and the service cannot hold, by their paths in the settings.</summary>
    public IReadOnlyList<string> Lacks => [.. _lacks.Select(lack => lack.Field).Distinct()];

    /// <summary>What people have to be told of an API that is made.</summary>
    public IEnumerable<SetAside> Notes =>
        [.. _notes, .. _lacks.Select(lack => new SetAside(group.ApiId, $"{lack.Reason}; {lack.Consequence}") { Lack = DesignLack.Policy })];

    /// <summary>Why the API is withheld, with the way out; null when it is not.</summary>
    public SetAside? Withheld
    {
        get
        {
            var lacks = _lacks.Where(lack => MissingPolicies.Of(lack.Field, group.Profile.Policies) == MissingPolicy.Withhold).ToList();
            if (lacks.Count == 0)
            {
                return null;
            }

            var isThere = input.Holds(group.ApiId);
            var fate = isThere ? "the API that is there stays exactly as it is, whatever else changed" : "the API is not made";
            return new SetAside(
                group.ApiId,
                $"withheld, with {string.Join(", ", group.Members.Select(member => member.Deployment.Name))}: {string.Join("; ", lacks.Select(lack => lack.Reason))}. Until then {fate}; a run after that makes it whole. To publish it without, set {string.Join(" and ", lacks.Select(lack => MissingPolicies.SettingOf(lack.Field)).Distinct())} to Publish"
            )
            {
                Lack = DesignLack.Withheld,
                Deployments = [.. group.Members.Select(member => member.Deployment.Id.Value)],
            };
        }
    }

    /// <summary>The element, or null when it is not wished for or cannot be had.</summary>
    /// <param name="policy">Which one.</param>
    /// <param name="applicability">Which operations of the API take it; null when all do.</param>
    /// <param name="setting">What the settings say; null when it is off.</param>
    /// <param name="make">Makes it, knowing whether every caller has a subscription.</param>
    /// <param name="missing">What it stands on and is not there, with the fix.</param>
    public TElement? Have<TSetting, TElement>(
        RequestedPolicy policy,
        PolicyApplicability? applicability,
        TSetting? setting,
        Func<TSetting, bool, TElement> make,
        Func<TSetting, ServicePrerequisites, string?>? missing = null
    )
        where TSetting : class
        where TElement : class
    {
        if (setting is null)
        {
            return null;
        }

        // Where no call of the API is one that the policy is about, nothing is lacking, whatever the service holds.
        if (applicability is { IsAny: false, IsMissing: false })
        {
            Note($"{policy.Element} {applicability.Lack}; the API is made without it");
            return null;
        }

        var refusal =
            PolicyElementFacts.Unavailable(policy.Element, input.Service.Sku)
            ?? (applicability is { IsAny: false } ? $"{policy.Element} {applicability.Lack}" : null)
            ?? (Prerequisites is { } prerequisites ? missing?.Invoke(setting, prerequisites) : null);
        if (refusal is null)
        {
            return make(setting, group.IsSubscriptionSure);
        }

        Lack(policy.Field, refusal);
        return null;
    }

    /// <summary>Notes that the service cannot hold what the settings ask for.</summary>
    /// <param name="field">The policy's path in the settings.</param>
    /// <param name="reason">What is missing, with the fix.</param>
    /// <param name="consequence">What becomes of an API that is made all the same.</param>
    public void Lack(string field, string reason, string consequence = "the API is made without it") =>
        _lacks.Add(new(field, reason, consequence));

    /// <summary>Tells people something about the API.</summary>
    public void Note(string sentence) => _notes.Add(new(group.ApiId, sentence));

    /// <summary>Tells people something about the API.</summary>
    public void Note(SetAside aside) => _notes.Add(aside);

    private sealed record PolicyLack(string Field, string Reason, string Consequence);
}

/// <summary>A policy element, and the setting that asks for it.</summary>
/// <param name="Element">The element's name.</param>
/// <param name="Field">The path in the settings.</param>
internal sealed record RequestedPolicy(string Element, string Field);

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

    public static string? Missing(SemanticCacheSettings cache, ServicePrerequisites prerequisites) =>
        (prerequisites.Caches.Count, Has(prerequisites.Backends, cache.EmbeddingsBackendId)) switch
        {
            (0, _) => $"Policies.SemanticCache needs an external cache and the service has none; add one ({CacheHelp})",
            (_, false) =>
                $"backend '{cache.EmbeddingsBackendId}' of Policies.SemanticCache.EmbeddingsBackendId does not exist; create it with a URL that ends in /openai/deployments/<embeddings deployment>/embeddings ({EmbeddingsHelp})",
            _ => null,
        };

    public static string? Missing(ContentSafetySettings safety, ServicePrerequisites prerequisites) =>
        Has(prerequisites.Backends, safety.BackendId)
            ? null
            : $"backend '{safety.BackendId}' of Policies.ContentSafety.BackendId does not exist; create it with the URL of the Content Safety account ({SafetyHelp})";

    public static string? MissingFragment(string fragment, ServicePrerequisites prerequisites) =>
        Has(prerequisites.Fragments, fragment)
            ? null
            : $"policy fragment '{fragment}' of Policies.Extra does not exist; create it, or take it out of the settings";

    /// <summary>The logger that metrics go to, or why there is none.</summary>
    public static (string? Logger, string? Missing) Logger(TokenMetricsSettings metrics, ServicePrerequisites prerequisites) =>
        (metrics.Logger, prerequisites.Loggers) switch
        {
            ({ } named, var there) when Has(there, named) => (named, null),
            ({ } named, _) => (
                null,
                $"logger '{named}' of Policies.TokenMetrics.Logger is no Application Insights logger of the service; create it ({LoggerHelp})"
            ),
            (null, [var only]) => (only, null),
            (null, []) => (
                null,
                $"Policies.TokenMetrics needs an Application Insights logger and the service has none; create one ({LoggerHelp})"
            ),
            (null, var several) => (
                null,
                $"the service has several Application Insights loggers ({string.Join(", ", several)}); name one in Policies.TokenMetrics.Logger"
            ),
        };

    private static bool Has(IReadOnlyList<string> there, string id) => there.Contains(id, StringComparer.OrdinalIgnoreCase);
}
