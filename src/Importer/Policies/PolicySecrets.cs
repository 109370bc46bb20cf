using System.Xml;
using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Hides what may be a secret in a policy that somebody else wrote before it is shown: the values of headers and
/// parameters with telling names, and passwords, unless they only point at a named value.
/// </summary>
internal static class PolicySecrets
{
    public const string Hidden = "(hidden)";

    private static readonly string[] TellingWords =
    [
        "key",
        "token",
        "secret",
        "password",
        "authorization",
        "cookie",
        "signature",
        "credential",
        "thumbprint",
    ];

    /// <summary>The text of an element, or <see cref="Hidden"/>.</summary>
    public static string Text(XElement element) => Show(element.Value, IsTelling(element));

    /// <summary>The value of an attribute, or <see cref="Hidden"/>.</summary>
    public static string Text(XAttribute attribute) => Show(attribute.Value, attribute.Name.LocalName is "password" or "body");

    /// <summary>A whole policy, readable, with its secrets hidden; one that is no XML is hidden whole.</summary>
    public static string Document(string xml)
    {
        try
        {
            var root = PolicyXml.Read(xml);
            Hide(root);
            return PolicyXml.Write(root);
        }
        catch (XmlException)
        {
            return Hidden;
        }
    }

    /// <summary>A whole element on one line, with its secrets hidden.</summary>
    public static string Line(XElement element)
    {
        var copy = new XElement(element);
        Hide(copy);
        return copy.ToString(SaveOptions.DisableFormatting);
    }

    private static void Hide(XElement element)
    {
        foreach (var leaf in element.DescendantsAndSelf().Where(inner => !inner.HasElements && inner.Value.Length > 0).ToList())
        {
            leaf.Value = Text(leaf);
        }

        foreach (var attribute in element.DescendantsAndSelf().Attributes().ToList())
        {
            attribute.Value = Text(attribute);
        }
    }

    private static bool IsTelling(XElement element) =>
        element.Parent?.Attribute("name")?.Value is { } name
        && TellingWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Show(string value, bool isTelling) => isTelling && !IsNamedValue(value) ? Hidden : value;

    private static bool IsNamedValue(string value) =>
        value is ['{', '{', .., '}', '}'] && value.IndexOf("}}", StringComparison.Ordinal) == value.Length - 2;
}
