using System.Xml;
using System.Xml.Linq;

namespace Importer.Reports;

/// <summary>One page of a container's listing.</summary>
/// <remarks>Source: https://learn.microsoft.com/rest/api/storageservices/list-blobs</remarks>
internal sealed record BlobListPage(IReadOnlyList<string> Names, string? NextMarker)
{
    /// <summary>Reads the service's XML; anything else is a <see cref="ReportStoreException"/>.</summary>
    public static BlobListPage Read(BinaryData xml)
    {
        try
        {
            using var stream = xml.ToStream();
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var root = XDocument.Load(reader).Root!;
            var names = root.Element("Blobs")?.Elements("Blob").Select(blob => (string?)blob.Element("Name")).OfType<string>();
            return new BlobListPage([.. names ?? []], (string?)root.Element("NextMarker") is { Length: > 0 } marker ? marker : null);
        }
        catch (XmlException exception)
        {
            throw new ReportStoreException("The report store's listing is not XML.", exception);
        }
    }
}
