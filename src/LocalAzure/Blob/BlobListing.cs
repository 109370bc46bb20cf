using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace LocalAzure.Blob;

/// <summary>The XML of a listing, see https://learn.microsoft.com/rest/api/storageservices/list-blobs</summary>
internal static class BlobListing
{
    private const int MaxResults = 5000;

    public static BlobAnswer Answer(BlobStore store, string container, IQueryCollection query, Uri endpoint)
    {
        if (query.ContainsKey("delimiter") || query.ContainsKey("include"))
        {
            return BlobAnswer.NotSimulated("the parameters delimiter and include of a blob listing");
        }

        var size = MaxResults;
        if (query.TryGetValue("maxresults", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size < 1))
        {
            return BlobAnswer.Error(400, "OutOfRangeQueryParameterValue", "One of the query parameters specified in the request URI is outside the permissible range.");
        }

        var prefix = query["prefix"].ToString();
        var marker = query["marker"].ToString();
        var blobs = store.List(container, prefix).Where(one => string.CompareOrdinal(one.Name, marker) >= 0).ToList();
        var page = blobs.Take(Math.Min(size, MaxResults)).ToList();
        var next = blobs.Count > page.Count ? blobs[page.Count].Name : "";
        var document = new XElement(
            "EnumerationResults",
            new XAttribute("ServiceEndpoint", endpoint.AbsoluteUri),
            new XAttribute("ContainerName", container),
            new XElement("Prefix", prefix),
            new XElement("Marker", marker),
            new XElement("MaxResults", size),
            new XElement("Blobs", page.Select(Describe)),
            new XElement("NextMarker", next));
        return new BlobAnswer(200)
        {
            ContentType = "application/xml",
            Body = Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?>{document.ToString(SaveOptions.DisableFormatting)}"),
        };
    }

    private static XElement Describe(BlobEntry blob) => new(
        "Blob",
        new XElement("Name", blob.Name),
        new XElement(
            "Properties",
            new XElement("Last-Modified", blob.LastModified.ToString("R")),
            new XElement("Etag", blob.ETag.Trim('"')),
            new XElement("Content-Length", blob.Length),
            new XElement("Content-Type", blob.ContentType),
            new XElement("BlobType", "BlockBlob")));
}
