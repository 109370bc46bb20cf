using System.Collections.Frozen;
using System.Globalization;
using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>One element of an API Management policy document, such as <c>set-header</c>. Immutable.</summary>
internal abstract record PolicyElement
{
    /// <summary>The element's name in the policy document, for example <c>llm-token-limit</c>.</summary>
    public abstract string ElementName { get; }

    /// <summary>The elements that it runs itself; none for most.</summary>
    public virtual IReadOnlyList<PolicyElement> Inner => [];

    /// <summary>The element as XML, with only the attributes that were given.</summary>
    /// <exception cref="InvalidOperationException">The values contradict each other; the message names the fix.</exception>
    public abstract XElement ToXml();

    /// <summary>Builds an element from attributes, leaving out those without a value.</summary>
    private protected static XElement Element(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        var element = new XElement(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
            {
                element.SetAttributeValue(attribute, Text(value));
            }
        }

        return element;
    }

    /// <summary>Records that hold lists are equal when their XML is.</summary>
    private protected static bool SameXml(PolicyElement one, PolicyElement? other) =>
        other is not null && XNode.DeepEquals(one.ToXml(), other.ToXml());

    /// <summary>The hash that goes with <see cref="SameXml"/>.</summary>
    private protected static int XmlHash(PolicyElement element) =>
        element.ToXml().ToString(SaveOptions.DisableFormatting).GetHashCode(StringComparison.Ordinal);

    private static string Text(object value) =>
        value switch
        {
            bool flag => flag ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
}

/// <summary>Where API Management accepts one policy element.</summary>
internal sealed record PolicyElementFact
{
    /// <summary>The element's name.</summary>
    public required string Name { get; init; }

    /// <summary>The sections in which it may stand.</summary>
    public required PolicySections Sections { get; init; }

    /// <summary>The scopes at which it is accepted.</summary>
    public PolicyScopes Scopes { get; init; } = PolicyScopes.All;

    /// <summary>The tiers on which it works.</summary>
    public PolicyTiers Tiers { get; init; } = PolicyTiers.All;

    /// <summary>Whether a section holds it at most once.</summary>
    public bool OncePerSection { get; init; }

    /// <summary>The page that says so.</summary>
    public Uri Source => new($"https://learn.microsoft.com/azure/api-management/{Page ?? $"{Name}-policy"}");

    /// <summary>The page's name where it is not the element's name with <c>-policy</c>.</summary>
    internal string? Page { get; init; }
}

/// <summary>
/// The table of what API Management accepts where, read from its policy reference (each fact names its page), so that
/// a policy is refused with a reason before it is sent.
/// </summary>
internal static class PolicyElementFacts
{
    private const PolicyScopes NoWorkspace = PolicyScopes.All & ~PolicyScopes.Workspace;

    private static readonly FrozenDictionary<string, PolicyElementFact> Table = new PolicyElementFact[]
    {
        new()
        {
            Name = "base",
            Sections = PolicySections.All,
            Page = "api-management-howto-policies",
        },
        new()
        {
            Name = "llm-token-limit",
            Sections = PolicySections.Inbound,
            Tiers = PolicyTiers.Dedicated,
        },
        new() { Name = "llm-emit-token-metric", Sections = PolicySections.Inbound },
        new()
        {
            Name = "llm-semantic-cache-lookup",
            Sections = PolicySections.Inbound,
            Scopes = NoWorkspace,
            OncePerSection = true,
        },
        new()
        {
            Name = "llm-semantic-cache-store",
            Sections = PolicySections.Outbound,
            Scopes = NoWorkspace,
            OncePerSection = true,
        },
        new()
        {
            // The page contradicts itself about the Consumption tier; taken as not available there.
            Name = "llm-content-safety",
            Sections = PolicySections.Inbound | PolicySections.Outbound,
            Scopes = PolicyScopes.All & ~PolicyScopes.Operation,
            Tiers = PolicyTiers.Dedicated,
        },
        new()
        {
            Name = "authentication-managed-identity",
            Sections = PolicySections.Inbound,
            Scopes = NoWorkspace,
        },
        new() { Name = "set-backend-service", Sections = PolicySections.Inbound | PolicySections.Backend },
        new() { Name = "choose", Sections = PolicySections.All },
        new() { Name = "retry", Sections = PolicySections.All },
        new() { Name = "return-response", Sections = PolicySections.All },
        new() { Name = "forward-request", Sections = PolicySections.Backend },
        new()
        {
            Name = "rate-limit-by-key",
            Sections = PolicySections.Inbound,
            Tiers = PolicyTiers.Dedicated,
        },
        new() { Name = "set-header", Sections = PolicySections.All },
        new() { Name = "set-query-parameter", Sections = PolicySections.Inbound | PolicySections.Backend },
        new() { Name = "include-fragment", Sections = PolicySections.All },
        new() { Name = "rewrite-uri", Sections = PolicySections.Inbound },
        new() { Name = "set-variable", Sections = PolicySections.All },
    }.ToFrozenDictionary(fact => fact.Name, StringComparer.Ordinal);

    /// <summary>Every fact, one an element that this room can make.</summary>
    public static IReadOnlyList<PolicyElementFact> All { get; } = [.. Table.Values.OrderBy(fact => fact.Name, StringComparer.Ordinal)];

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
            .. PolicyXml
                .SectionsInOrder.SelectMany(section =>
                {
                    var elements = document.Section(section).SelectMany(WithChildren).ToList();
                    return elements.SelectMany(element => Misplaced(element, section, scope, sku)).Concat(Repeated(elements, section));
                })
                .Distinct(),
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
        elements
            .CountBy(element => element.ElementName)
            .Where(count => count.Value > 1 && Find(count.Key) is { OncePerSection: true })
            .Select(count => $"{count.Key} stands {count.Value} times in the {PolicyXml.SectionName(section)} section; once is allowed");

    private static PolicyTiers? Tier(string sku) =>
        sku.Trim().ToUpperInvariant() switch
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

/// <summary>
/// Names the children of an element so that they can be found again: by element name, by what it is about where it says
/// so (<c>set-header[api-key]</c>), and by number from the second on (<c>vary-by[2]</c>).
/// </summary>
internal static class PolicyPlaces
{
    public static IReadOnlyDictionary<string, XElement> Of(XElement parent)
    {
        var places = new OrderedDictionary<string, XElement>(StringComparer.Ordinal);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var child in parent.Elements())
        {
            var place = Place(child);
            var number = seen[place] = seen.GetValueOrDefault(place) + 1;
            places[number == 1 ? place : $"{place}[{number}]"] = child;
        }

        return places;
    }

    private static string Place(XElement element)
    {
        var about = element.Attribute("name") ?? element.Attribute("fragment-id");
        return about is null ? element.Name.LocalName : $"{element.Name.LocalName}[{about.Value}]";
    }
}

/// <summary>The levels at which API Management holds a policy; a set of them says where an element is accepted.</summary>
[Flags]
internal enum PolicyScopes
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>All APIs of the service.</summary>
    Global = 1,

    /// <summary>A workspace.</summary>
    Workspace = 2,

    /// <summary>A product.</summary>
    Product = 4,

    /// <summary>One API.</summary>
    Api = 8,

    /// <summary>One operation.</summary>
    Operation = 16,

    /// <summary>Every level.</summary>
    All = Global | Workspace | Product | Api | Operation,
}

/// <summary>The sections of a policy document; a set of them says where an element may stand.</summary>
[Flags]
internal enum PolicySections
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>Before the request is forwarded.</summary>
    Inbound = 1,

    /// <summary>Instead of the default forwarding.</summary>
    Backend = 2,

    /// <summary>On the answer.</summary>
    Outbound = 4,

    /// <summary>After a failure.</summary>
    OnError = 8,

    /// <summary>In every section.</summary>
    All = Inbound | Backend | Outbound | OnError,
}

/// <summary>The pricing tiers of API Management; a set of them says where a policy element works.</summary>
[Flags]
internal enum PolicyTiers
{
    /// <summary>On no tier.</summary>
    None = 0,

    /// <summary>Consumption.</summary>
    Consumption = 1,

    /// <summary>Developer.</summary>
    Developer = 2,

    /// <summary>Basic.</summary>
    Basic = 4,

    /// <summary>Standard.</summary>
    Standard = 8,

    /// <summary>Premium, also under its older name Isolated.</summary>
    Premium = 16,

    /// <summary>Basic v2.</summary>
    BasicV2 = 32,

    /// <summary>Standard v2.</summary>
    StandardV2 = 64,

    /// <summary>Premium v2.</summary>
    PremiumV2 = 128,

    /// <summary>The tiers with dedicated units of the first generation.</summary>
    Classic = Developer | Basic | Standard | Premium,

    /// <summary>The second generation.</summary>
    V2 = BasicV2 | StandardV2 | PremiumV2,

    /// <summary>Every tier but Consumption.</summary>
    Dedicated = Classic | V2,

    /// <summary>Every tier.</summary>
    All = Dedicated | Consumption,
}
