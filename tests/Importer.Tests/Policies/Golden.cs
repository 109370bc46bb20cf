using System.Xml.Linq;
using Importer.Policies;

namespace Importer.Tests.Policies;

/// <summary>Compares elements with golden XML.</summary>
internal static class Golden
{
    public static void Is(string expected, PolicyElement element) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), PolicyXmlText(element.ToXml()));

    public static void Refuses(string message, PolicyElement element) =>
        Assert.Contains(message, Assert.Throws<InvalidOperationException>(element.ToXml).Message, StringComparison.Ordinal);

    private static string PolicyXmlText(XElement element) => element.ToString().ReplaceLineEndings("\n");
}
