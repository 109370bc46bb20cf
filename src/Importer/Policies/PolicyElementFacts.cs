using System.Collections.Frozen;

namespace Importer.Policies;

/// <summary>
/// The table of what API Management accepts where, read from its policy reference (each fact names its page), so that
/// a policy is refused with a reason before it is sent.
/// </summary>
public static class PolicyElementFacts
{
    private const PolicyScopes NoWorkspace = PolicyScopes.All & ~PolicyScopes.Workspace;

    private static readonly FrozenDictionary<string, PolicyElementFact> Table = new PolicyElementFact[]
    {
        new() { Name = "base", Sections = PolicySections.All, Page = "api-management-howto-policies" },
        new() { Name = "llm-token-limit", Sections = PolicySections.Inbound, Tiers = PolicyTiers.Dedicated },
        new() { Name = "llm-emit-token-metric", Sections = PolicySections.Inbound },
        new() { Name = "llm-semantic-cache-lookup", Sections = PolicySections.Inbound, Scopes = NoWorkspace, OncePerSection = true },
        new() { Name = "llm-semantic-cache-store", Sections = PolicySections.Outbound, Scopes = NoWorkspace, OncePerSection = true },
        new()
        {
            // The page contradicts itself about the Consumption tier; taken as not available there.
            Name = "llm-content-safety",
            Sections = PolicySections.Inbound | PolicySections.Outbound,
            Scopes = PolicyScopes.All & ~PolicyScopes.Operation,
            Tiers = PolicyTiers.Dedicated,
        },
        new() { Name = "authentication-managed-identity", Sections = PolicySections.Inbound, Scopes = NoWorkspace },
        new() { Name = "set-backend-service", Sections = PolicySections.Inbound | PolicySections.Backend },
        new() { Name = "choose", Sections = PolicySections.All },
        new() { Name = "retry", Sections = PolicySections.All },
        new() { Name = "forward-request", Sections = PolicySections.Backend },
        new() { Name = "rate-limit-by-key", Sections = PolicySections.Inbound, Tiers = PolicyTiers.Dedicated },
        new() { Name = "set-header", Sections = PolicySections.All },
        new() { Name = "set-query-parameter", Sections = PolicySections.Inbound | PolicySections.Backend },
        new() { Name = "include-fragment", Sections = PolicySections.All },
    }.ToFrozenDictionary(fact => fact.Name, StringComparer.Ordinal);

    /// <summary>Every fact, one an element that this room can make.</summary>
    public static IReadOnlyList<PolicyElementFact> All { get; } =
        [.. Table.Values.OrderBy(fact => fact.Name, StringComparer.Ordinal)];

    /// <summary>What is known of one element; null when the importer does not emit it.</summary>
    public static PolicyElementFact? Find(string elementName) => Table.GetValueOrDefault(elementName);

    /// <summary>
    /// Why an element does not work on a tier, as a sentence; null when it does. A tier this table does not know is left
    /// to API Management's own judgement.
    /// </summary>
    /// <param name="elementName">For example <c>llm-token-limit</c>.</param>
    /// <param name="sku">The service's <c>sku.name</c> as Resource Manager tells it, for example <c>Consumption</c>.</param>
    public static string? Unavailable(string elementName, string sku)
    {
        var fact = Find(elementName);
        return fact is null || Tier(sku) is not { } tier || fact.Tiers.HasFlag(tier)
            ? null
            : $"{elementName} is not available on the {tier} tier of API Management ({fact.Source})";
    }

    /// <summary>
    /// Everything that API Management would refuse about a document: elements in a wrong section, at a wrong scope, on a
    /// wrong tier, or more than once. Empty when it would be accepted.
    /// </summary>
    public static IReadOnlyList<string> Problems(PolicyDocument document, string sku, PolicyScopes scope = PolicyScopes.Api) =>
        [
            .. PolicyXml.SectionsInOrder.SelectMany(section =>
            {
                var elements = document.Section(section).SelectMany(WithChildren).ToList();
                return elements.SelectMany(element => Misplaced(element, section, scope, sku))
                    .Concat(Repeated(elements, section));
            }).Distinct(),
        ];

    private static IEnumerable<PolicyElement> WithChildren(PolicyElement element) =>
        element.Inner.SelectMany(WithChildren).Prepend(element);

    private static IEnumerable<string> Misplaced(PolicyElement element, PolicySections section, PolicyScopes scope, string sku)
    {
        if (Find(element.ElementName) is not { } fact)
        {
            yield return $"{element.ElementName} is not in the table of known policies";
            yield break;
        }

        if (!fact.Sections.HasFlag(section))
        {
            yield return $"{fact.Name} cannot stand in the {PolicyXml.SectionName(section)} section ({fact.Source})";
        }

        if (!fact.Scopes.HasFlag(scope))
        {
            yield return $"{fact.Name} is not accepted at {scope} scope ({fact.Source})";
        }

        if (Unavailable(fact.Name, sku) is { } reason)
        {
            yield return reason;
        }
    }

    private static IEnumerable<string> Repeated(IEnumerable<PolicyElement> elements, PolicySections section) =>
        elements.CountBy(element => element.ElementName)
            .Where(count => count.Value > 1 && Find(count.Key) is { OncePerSection: true })
            .Select(count => $"{count.Key} stands {count.Value} times in the {PolicyXml.SectionName(section)} section; once is allowed");

    private static PolicyTiers? Tier(string sku) => sku.Trim().ToUpperInvariant() switch
    {
        "CONSUMPTION" => PolicyTiers.Consumption,
        "DEVELOPER" => PolicyTiers.Developer,
        "BASIC" => PolicyTiers.Basic,
        "STANDARD" => PolicyTiers.Standard,
        "PREMIUM" or "ISOLATED" => PolicyTiers.Premium,
        "BASICV2" => PolicyTiers.BasicV2,
        "STANDARDV2" => PolicyTiers.StandardV2,
        "PREMIUMV2" => PolicyTiers.PremiumV2,
        _ => null,
    };
}
