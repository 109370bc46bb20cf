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

    public static string SectionName(PolicySections section) => section switch
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
