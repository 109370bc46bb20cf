using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>Reading and writing policy XML in one way only.</summary>
internal static class PolicyXml
{
    /// <summary>Deeper nesting than any policy needs; a guard for what comes from outside.</summary>
    private const int MaxDepth = 100;

    private static readonly XmlWriterSettings Writing = new()
    {
        OmitXmlDeclaration = true,
        Indent = true,
        IndentChars = "  ",
        NewLineChars = "\n",
    };

    private static readonly XmlReaderSettings Reading = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    public static IReadOnlyList<PolicySections> SectionsInOrder { get; } =
    [PolicySections.Inbound, PolicySections.Backend, PolicySections.Outbound, PolicySections.OnError];

    public static string SectionName(PolicySections section) =>
        section switch
        {
            PolicySections.Inbound => "inbound",
            PolicySections.Backend => "backend",
            PolicySections.Outbound => "outbound",
            _ => "on-error",
        };

    public static string Write(XElement root)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, Writing))
        {
            root.Save(writer);
        }

        return text.ToString();
    }

    /// <summary>Reads a policy without comments and layout.</summary>
    /// <exception cref="XmlException">Not well-formed, nested too deep, or with a document type.</exception>
    public static XElement Read(string xml)
    {
        var text = xml.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        RefuseDeepNesting(text);
        using var reader = XmlReader.Create(new StringReader(text), Reading);
        return XDocument.Load(reader).Root ?? throw new XmlException("The policy is empty.");
    }

    private static void RefuseDeepNesting(string xml)
    {
        // As many levels take as many tags.
        if (xml.AsSpan().Count('<') <= MaxDepth)
        {
            return;
        }

        using var reader = XmlReader.Create(new StringReader(xml), Reading);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                throw new XmlException($"The policy is nested deeper than {MaxDepth} levels.");
            }
        }
    }
}

/// <summary>
/// A whole policy: what runs before the call, at the call, after the call and on an error, each in execution order.
/// Two documents are equal when their XML is.
/// </summary>
internal sealed record PolicyDocument
{
    /// <summary>Runs before the request is forwarded; by default only what the outer scopes say.</summary>
    public IReadOnlyList<PolicyElement> Inbound { get; init; } = [new BasePolicy()];

    /// <summary>Forwards the request; by default as the outer scopes say.</summary>
    public IReadOnlyList<PolicyElement> Backend { get; init; } = [new BasePolicy()];

    /// <summary>Runs on the backend's answer.</summary>
    public IReadOnlyList<PolicyElement> Outbound { get; init; } = [new BasePolicy()];

    /// <summary>Runs when a section above failed.</summary>
    public IReadOnlyList<PolicyElement> OnError { get; init; } = [new BasePolicy()];

    /// <summary>The elements of one section, in execution order.</summary>
    public IReadOnlyList<PolicyElement> Section(PolicySections section) =>
        section switch
        {
            PolicySections.Inbound => Inbound,
            PolicySections.Backend => Backend,
            PolicySections.Outbound => Outbound,
            PolicySections.OnError => OnError,
            _ => throw new ArgumentOutOfRangeException(nameof(section), section, "Name exactly one section."),
        };

    /// <summary>
    /// The document as well-formed XML: two spaces a level, LF, no declaration. Quotes and angle brackets inside
    /// expressions are escaped, so that both of API Management's formats (<c>xml</c>, <c>rawxml</c>) take it.
    /// </summary>
    public string ToXml() =>
        PolicyXml.Write(
            new XElement(
                "policies",
                SectionElement(PolicySections.Inbound),
                SectionElement(PolicySections.Backend),
                SectionElement(PolicySections.Outbound),
                SectionElement(PolicySections.OnError)
            )
        );

    /// <inheritdoc/>
    public bool Equals(PolicyDocument? other) => other is not null && ToXml() == other.ToXml();

    /// <inheritdoc/>
    public override int GetHashCode() => ToXml().GetHashCode(StringComparison.Ordinal);

    private XElement SectionElement(PolicySections section) =>
        new(PolicyXml.SectionName(section), Section(section).Select(element => element.ToXml()));
}
