using System.Collections.Frozen;
using System.Xml;
using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>Compares two policies and says in readable places what differs; layout and defaults do not count.</summary>
internal static class PolicyDiff
{
    /// <summary>
    /// Every difference, from the top of the document down; empty when both mean the same. An actual policy that cannot
    /// be read is one difference, never an exception. Values that may be secrets are hidden.
    /// </summary>
    /// <exception cref="XmlException">The expected policy is not well-formed.</exception>
    public static IReadOnlyList<PolicyDifference> Differences(string expectedXml, string? actualXml)
    {
        if (actualXml is not null && PolicyLayout.IsAllThatDiffers(expectedXml, actualXml))
        {
            return [];
        }

        var expected = PolicyCanonicalizer.Tree(expectedXml);
        if (string.IsNullOrWhiteSpace(actualXml))
        {
            return [new("policy", "present", null)];
        }

        try
        {
            var actual = PolicyCanonicalizer.Tree(actualXml);
            return expected.Name == actual.Name
                ? [.. Children(expected, actual, "")]
                : [new("policy", expected.Name.LocalName, actual.Name.LocalName)];
        }
        catch (XmlException fault)
        {
            return [new("policy", "well-formed XML", $"cannot be read: {fault.Message}")];
        }
    }

    private static IEnumerable<PolicyDifference> Inside(XElement expected, XElement actual, string where) =>
        Attributes(expected, actual, where)
            .Concat(expected.HasElements || actual.HasElements ? Children(expected, actual, where + "/") : Text(expected, actual, where));

    private static IEnumerable<PolicyDifference> Attributes(XElement expected, XElement actual, string where) =>
        expected
            .Attributes()
            .Concat(actual.Attributes())
            .Select(attribute => attribute.Name)
            .Distinct()
            .Select(name => (Name: name, Expected: expected.Attribute(name), Actual: actual.Attribute(name)))
            .Where(pair => pair.Expected?.Value != pair.Actual?.Value)
            .Select(pair => new PolicyDifference($"{where}@{pair.Name.LocalName}", Show(pair.Expected), Show(pair.Actual)));

    private static IEnumerable<PolicyDifference> Text(XElement expected, XElement actual, string where)
    {
        if (expected.Value != actual.Value)
        {
            var shown = PolicySecrets.Text(actual);
            yield return new(where, PolicySecrets.Text(expected), shown == PolicySecrets.Hidden ? "(hidden, another)" : shown);
        }
    }

    private static IEnumerable<PolicyDifference> Children(XElement expected, XElement actual, string prefix)
    {
        var wanted = PolicyPlaces.Of(expected);
        var found = PolicyPlaces.Of(actual);
        foreach (var (place, element) in wanted)
        {
            foreach (var difference in Compare(element, found.GetValueOrDefault(place), prefix + place))
            {
                yield return difference;
            }
        }

        foreach (var (place, element) in found.Where(pair => !wanted.ContainsKey(pair.Key)))
        {
            yield return new(prefix + place, null, PolicySecrets.Line(element));
        }

        foreach (var difference in Order([.. wanted.Keys], [.. found.Keys], prefix))
        {
            yield return difference;
        }
    }

    private static IEnumerable<PolicyDifference> Compare(XElement expected, XElement? actual, string where) =>
        actual is null ? [new(where, PolicySecrets.Line(expected), null)] : Inside(expected, actual, where);

    /// <summary>Order is execution order, so the places that both hold must follow each other in the same way.</summary>
    private static IEnumerable<PolicyDifference> Order(string[] wanted, string[] found, string prefix)
    {
        var wantedShared = wanted.Where(found.Contains).ToList();
        var foundShared = found.Where(wanted.Contains).ToList();
        if (!wantedShared.SequenceEqual(foundShared))
        {
            yield return new($"{prefix.TrimEnd('/')} (order)", string.Join(", ", wantedShared), string.Join(", ", foundShared));
        }
    }

    private static string? Show(XAttribute? attribute) => attribute is null ? null : PolicySecrets.Text(attribute);
}

/// <summary>
/// Brings policies into one form, so that what API Management gives back (indented anew, with CRLF and escaped line
/// breaks) equals what was sent: layout and comments go, sections and attributes are ordered, line ends and blanks in
/// expressions are evened out, defaults and the older <c>azure-openai-*</c> names are resolved. The order of elements
/// and every <c>base</c> stay, because they mean something.
/// </summary>
internal static class PolicyCanonicalizer
{
    /// <summary>The older names, which API Management treats as the newer ones.</summary>
    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>
    {
        ["azure-openai-token-limit"] = "llm-token-limit",
        ["azure-openai-emit-token-metric"] = "llm-emit-token-metric",
        ["azure-openai-semantic-cache-lookup"] = "llm-semantic-cache-lookup",
        ["azure-openai-semantic-cache-store"] = "llm-semantic-cache-store",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The policy in its one form, as XML with two spaces a level and LF.</summary>
    /// <exception cref="XmlException">The text is not well-formed.</exception>
    public static string Canonical(string xml) => PolicyXml.Write(Tree(xml));

    /// <summary>The policy in its one form, as a tree.</summary>
    internal static XElement Tree(string xml)
    {
        var root = PolicyXml.Read(xml);
        return root.Name.LocalName == "policies"
            ? new XElement("policies", root.Elements().OrderBy(SectionOrder).Where(HasContent).Select(Element))
            : Element(root);
    }

    internal static string NameOf(XElement element)
    {
        var name = element.Name.LocalName;
        return Aliases.GetValueOrDefault(name, name);
    }

    private static int SectionOrder(XElement section)
    {
        var order = PolicyXml.SectionsInOrder.Select(PolicyXml.SectionName).ToList().IndexOf(section.Name.LocalName);
        return order < 0 ? int.MaxValue : order;
    }

    /// <summary>A section without elements is the same as no section.</summary>
    private static bool HasContent(XElement section) => section.HasElements || section.Value.Trim().Length > 0;

    private static XElement Element(XElement element)
    {
        var name = NameOf(element);
        return new XElement(name, Attributes(element, name), element.Nodes().Select(Node));
    }

    private static IEnumerable<XAttribute> Attributes(XElement element, string name) =>
        element
            .Attributes()
            .Where(attribute => !attribute.IsNamespaceDeclaration)
            .Select(attribute => new XAttribute(attribute.Name, PolicyExpression.Canonical(attribute.Value)))
            .Where(attribute => !PolicyDefaults.IsDefault(name, attribute.Name.LocalName, attribute.Value))
            .OrderBy(attribute => attribute.Name.ToString(), StringComparer.Ordinal);

    private static XNode? Node(XNode node) =>
        node switch
        {
            XElement child => Element(child),
            XText text when text.Value.Trim().Length > 0 => new XText(PolicyExpression.Canonical(text.Value)),
            _ => null,
        };
}

/// <summary>
/// Attribute values that mean the same as leaving the attribute out, so that writing them is no difference.
/// Source: the attribute tables of the policy reference, https://learn.microsoft.com/azure/api-management/api-management-policies
/// </summary>
internal static class PolicyDefaults
{
    private static readonly FrozenDictionary<(string Element, string Attribute), string> Table = new Dictionary<(string, string), string>
    {
        [("authentication-managed-identity", "ignore-error")] = "false",
        [("categories", "output-type")] = nameof(SeverityLevels.FourSeverityLevels),
        [("forward-request", "buffer-request-body")] = "false",
        [("forward-request", "buffer-response")] = "true",
        [("forward-request", "fail-on-error-status-code")] = "false",
        [("forward-request", "timeout")] = "300",
        [("llm-content-safety", "enforce-on-completions")] = "false",
        [("llm-content-safety", "shield-prompt")] = "false",
        [("llm-content-safety", "window-size")] = "1000",
        [("llm-emit-token-metric", "namespace")] = "API Management",
        [("llm-semantic-cache-lookup", "ignore-system-messages")] = "false",
        [("llm-token-limit", "retry-after-header-name")] = "Retry-After",
        [("rate-limit-by-key", "retry-after-header-name")] = "Retry-After",
        [("retry", "first-fast-retry")] = "false",
        [("set-header", "exists-action")] = "override",
        [("set-query-parameter", "exists-action")] = "override",
    }.ToFrozenDictionary();

    public static bool IsDefault(string element, string attribute, string value) =>
        Table.TryGetValue((element, attribute), out var usual) && usual.Equals(value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One place where a policy is not what it should be.</summary>
/// <param name="Where">The place, for example <c>inbound/llm-token-limit@tokens-per-minute</c>.</param>
/// <param name="Expected">What should be there; null when nothing should.</param>
/// <param name="Actual">What is there; null when nothing is.</param>
internal sealed record PolicyDifference(string Where, string? Expected, string? Actual);
