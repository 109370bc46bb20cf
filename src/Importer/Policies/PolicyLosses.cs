using System.Xml;
using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>Finds the elements of a policy that another policy in its place would not have: limits, filters, checks, headers.</summary>
internal static class PolicyLosses
{
    // Where a call goes and how the gateway proves itself there is what every policy of the importer says in its own way.
    private static readonly HashSet<string> Replaced = new(StringComparer.Ordinal)
    {
        "base",
        "choose",
        "when",
        "otherwise",
        "set-backend-service",
        "authentication-managed-identity",
        "forward-request",
    };

    // A key or token for the model: the importer's policy sends its own.
    private static readonly HashSet<string> Credentials = new(StringComparer.OrdinalIgnoreCase) { "api-key", "x-api-key", "Authorization" };

    // These differ by what they name; of the others, one is as good as another of its name.
    private static readonly string[] Names = ["name", "fragment-id", "id"];

    /// <summary>
    /// The elements that go, in the order of the document, each as one line with its section in front and secrets hidden.
    /// </summary>
    /// <param name="before">The policy that is there; null when there is none.</param>
    /// <param name="after">The policy that comes in its place.</param>
    /// <exception cref="XmlException">One of the two is not well-formed.</exception>
    public static IReadOnlyList<string> Between(string? before, string after)
    {
        if (string.IsNullOrWhiteSpace(before))
        {
            return [];
        }

        // What tells of doubled paths answers nothing else, so it stands for nothing that people had.
        var explained = PolicyCanonicalizer.Tree(after).Elements().Elements().Where(WrongPaths.IsExplanation).ToList();
        var kept = Parts(after, explained).CountBy(part => part.Key).ToDictionary();
        var lost = new List<string>();
        foreach (var (key, section, element) in Parts(before, explained))
        {
            var left = kept.GetValueOrDefault(key);
            kept[key] = left - 1;
            lost.AddRange(left > 0 ? [] : [$"{section}: {PolicySecrets.Line(element)}"]);
        }

        return lost;
    }

    private static IEnumerable<(string Key, string Section, XElement Element)> Parts(string xml, List<XElement> explained) =>
        PolicyCanonicalizer
            .Tree(xml)
            .Elements()
            .SelectMany(section =>
                section
                    .Elements()
                    .Where(element => !explained.Exists(other => XNode.DeepEquals(other, element)))
                    .SelectMany(Flat)
                    .Where(IsOwn)
                    .Select(element => (KeyOf(section, element), section.Name.LocalName, element))
            );

    // What stands in a condition, a retry or a wait is a policy by itself; what stands in others is part of them.
    private static IEnumerable<XElement> Flat(XElement element) =>
        element.Name.LocalName is "choose" or "when" or "otherwise" or "wait" or "retry" or "limit-concurrency"
            ? [element, .. element.Elements().SelectMany(Flat)]
            : [element];

    private static bool IsOwn(XElement element) =>
        !Replaced.Contains(element.Name.LocalName)
        && !(
            element.Name.LocalName is "set-header" or "set-query-parameter"
            && element.Attribute("name") is { } name
            && Credentials.Contains(name.Value)
        );

    private static string KeyOf(XElement section, XElement element) =>
        $"{section.Name.LocalName} {element.Name.LocalName} {(element.Name.LocalName is "set-header" or "set-query-parameter" or "set-variable" or "include-fragment" ? Names.Select(name => element.Attribute(name)?.Value).FirstOrDefault(value => value is not null) : "")}".ToUpperInvariant();
}
