using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>
/// Policy documents as the service keeps and shows them: re-indented, CRLF, escaped, as seen in
/// https://github.com/hashicorp/terraform-provider-azurerm/issues/6441
/// </summary>
internal static class PolicyText
{
    /// <exception cref="ArmRefusedException">The text is not well-formed; says where.</exception>
    public static XDocument Parse(string text, bool raw)
    {
        try
        {
            return XDocument.Parse(RazorXml.ToXml(text, raw), LoadOptions.SetLineInfo);
        }
        catch (XmlException fault)
        {
            throw ArmErrors.Validation(("representation", fault.Message));
        }
    }

    public static string Normalise(string xml) => Write(Parse(xml, raw: false));

    public static string Write(XDocument document)
    {
        var text = new StringBuilder();
        var settings = new XmlWriterSettings
        {
            Indent = true,
            IndentChars = "  ",
            NewLineChars = "\r\n",
            NewLineHandling = NewLineHandling.Replace,
            OmitXmlDeclaration = true,
        };
        using (var writer = XmlWriter.Create(text, settings))
        {
            document.Save(writer);
        }

        return text.ToString();
    }

    /// <summary>A fault at an element, in the service's words.</summary>
    public static (string Target, string Message) FaultAt(XElement element, string message)
    {
        var line = (IXmlLineInfo)element;
        return (
            element.Name.LocalName,
            $"Error in element '{element.Name.LocalName}' on line {line.LineNumber}, column {line.LinePosition}: {message}"
        );
    }
}
