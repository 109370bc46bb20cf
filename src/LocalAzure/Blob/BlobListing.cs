using System.Globalization;
using System.Xml.Linq;
using LocalAzure.Storage;

namespace LocalAzure.Blob;

/// <summary>The XML of a listing, see https://learn.microsoft.com/rest/api/storageservices/list-blobs</summary>
internal static class BlobListing
{
    private const int MaxResults = 5000;

    public static StorageAnswer Answer(BlobStore store, string container, IQueryCollection query, Uri endpoint)
    {
        var include = query["include"].ToString();
        if (include is not ("" or "metadata"))
        {
            return StorageAnswer.NotSimulated($"include={include} of a blob listing");
        }

        if (Size(query) is not { } size)
        {
            return StorageAnswer.OutOfRange("maxresults");
        }

        var prefix = query["prefix"].ToString();
        var marker = query["marker"].ToString();
        var delimiter = query["delimiter"].ToString();
        var items = Items(store.List(container, prefix), prefix, delimiter)
            .Where(one => string.CompareOrdinal(one.Name, marker) >= 0)
            .ToList();
        return StorageAnswer.Xml(
            new XElement(
                "EnumerationResults",
                new XAttribute("ServiceEndpoint", endpoint.AbsoluteUri),
                new XAttribute("ContainerName", container),
                new XElement("Prefix", prefix),
                new XElement("Marker", marker),
                new XElement("MaxResults", size),
                new XElement("Delimiter", delimiter),
                new XElement(
                    "Blobs",
                    items
                        .Take(size)
                        .Select(one =>
                            one.Blob is { } blob
                                ? Describe(blob, include == "metadata")
                                : new XElement("BlobPrefix", new XElement("Name", one.Name))
                        )
                ),
                new XElement("NextMarker", items.Count > size ? items[size].Name : "")
            )
        );
    }

    /// <summary>See https://learn.microsoft.com/rest/api/storageservices/list-containers2</summary>
    public static StorageAnswer Containers(BlobStore store, IQueryCollection query, Uri endpoint)
    {
        if (Size(query) is not { } size)
        {
            return StorageAnswer.OutOfRange("maxresults");
        }

        var prefix = query["prefix"].ToString();
        var names = store
            .Containers.Where(name =>
                name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, query["marker"]) >= 0
            )
            .ToList();
        return StorageAnswer.Xml(
            new XElement(
                "EnumerationResults",
                new XAttribute("ServiceEndpoint", endpoint.AbsoluteUri),
                new XElement("Prefix", prefix),
                new XElement("MaxResults", size),
                new XElement(
                    "Containers",
                    names
                        .Take(size)
                        .Select(name => new XElement(
                            "Container",
                            new XElement("Name", name),
                            new XElement(
                                "Properties",
                                new XElement("Last-Modified", DateTimeOffset.UnixEpoch.ToString("R")),
                                new XElement("Etag", "0x1")
                            )
                        ))
                ),
                new XElement("NextMarker", names.Count > size ? names[size] : "")
            )
        );
    }

    // Names below a delimiter show as one prefix.
    private static IEnumerable<(string Name, BlobEntry? Blob)> Items(IEnumerable<BlobEntry> blobs, string prefix, string delimiter)
    {
        var last = "";
        foreach (var blob in blobs)
        {
            var end = delimiter.Length == 0 ? -1 : blob.Name.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            var folder = end < 0 ? "" : blob.Name[..(end + delimiter.Length)];
            if (folder.Length == 0)
            {
                yield return (blob.Name, blob);
            }
            else if (folder != last)
            {
                yield return (folder, null);
            }

            last = folder;
        }
    }

    private static int? Size(IQueryCollection query)
    {
        if (!query.TryGetValue("maxresults", out var text))
        {
            return MaxResults;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size >= 1)
        {
            return Math.Min(size, MaxResults);
        }

        return null;
    }

    private static XElement Describe(BlobEntry blob, bool withMetadata) =>
        new(
            "Blob",
            new XElement("Name", blob.Name),
            new XElement(
                "Properties",
                new XElement("Last-Modified", blob.LastModified.ToString("R")),
                new XElement("Etag", blob.ETag.Trim('"')),
                new XElement("Content-Length", blob.Length),
                new XElement("Content-Type", blob.ContentType),
                new XElement("BlobType", blob.BlobType)
            ),
            withMetadata ? new XElement("Metadata", blob.Metadata.Select(pair => new XElement(pair.Key, pair.Value))) : null
        );
}
