using System.Collections.Frozen;
using System.Xml;
using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Brings policies into one form, so that what API Management gives back (indented anew, with CRLF and escaped line
/// breaks) equals what was sent: layout and comments go, sections and attributes are ordered, line ends and blanks in
/// expressions are evened out, defaults and the older <c>azure-openai-*</c> names are resolved. The order of elements
/// and every <c>base</c> stay, because they mean something.
/// </summary>
public static class PolicyCanonicalizer
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

    private static IEnumerable<XAttribute> Attributes(XElement element, string name) => element.Attributes()
        .Where(attribute => !attribute.IsNamespaceDeclaration)
        .Select(attribute => new XAttribute(attribute.Name, PolicyExpression.Canonical(attribute.Value)))
        .Where(attribute => !PolicyDefaults.IsDefault(name, attribute.Name.LocalName, attribute.Value))
        .OrderBy(attribute => attribute.Name.ToString(), StringComparer.Ordinal);

    private static XNode? Node(XNode node) => node switch
    {
        XElement child => Element(child),
        XText text when text.Value.Trim().Length > 0 => new XText(PolicyExpression.Canonical(text.Value)),
        _ => null,
    };
}
