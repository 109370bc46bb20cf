using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalAzure.Blob;

/// <summary>
/// Blobs as files under <c>{data}/blobs/{container}</c>, their properties beside them under <c>{data}/blob-properties</c>.
/// Names are checked by the caller through <see cref="IsName"/>.
/// </summary>
[SuppressMessage(
    "Security",
    "CA3003",
    Justification = "Names are checked by IsName before they come here; they cannot leave their folder."
)]
internal sealed class BlobStore(string dataDirectory, TimeProvider clock)
{
    private readonly string _blobs = Path.Combine(dataDirectory, "blobs");
    private readonly string _properties = Path.Combine(dataDirectory, "blob-properties");
    private long _writes = clock.GetUtcNow().UtcTicks;

    /// <summary>True for a name that stays inside its container's folder.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 1024
        && name.Split('/').All(part => part is not ("" or "." or ".."))
        && name.IndexOfAny(['\0', '\\', ':']) < 0;

    public bool HasContainer(string container) => Directory.Exists(Path.Combine(_blobs, container));

    /// <summary>The containers' names, in order.</summary>
    public IReadOnlyList<string> Containers =>
        Directory.Exists(_blobs)
            ? [.. Directory.GetDirectories(_blobs).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)]
            : [];

    public void DeleteContainer(string container)
    {
        foreach (var folder in new[] { Path.Combine(_blobs, container), Path.Combine(_properties, container) }.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void AddContainer(string container) => Directory.CreateDirectory(Path.Combine(_blobs, container));

    public BlobEntry? Find(string container, string blob)
    {
        var file = new FileInfo(FileOf(_blobs, container, blob));
        if (!file.Exists)
        {
            return null;
        }

        var properties = FileOf(_properties, container, $"{blob}.json");
        var kept = File.Exists(properties) ? JsonNode.Parse(File.ReadAllText(properties)) : null;
        return new BlobEntry
        {
            Name = blob,
            ContentType = (string?)kept?["contentType"] ?? "application/octet-stream",
            BlobType = (string?)kept?["blobType"] ?? "BlockBlob",
            Metadata = (kept?["metadata"] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => (string?)pair.Value ?? ""),
            ETag = (string?)kept?["etag"] ?? Tag(file.LastWriteTimeUtc.Ticks),
            LastModified = file.LastWriteTimeUtc,
            Length = file.Length,
        };
    }

    /// <summary>All blobs of a container whose names begin so, by name.</summary>
    public IReadOnlyList<BlobEntry> List(string container, string prefix)
    {
        var root = Path.Combine(_blobs, container);
        return
        [
            .. Directory
                .EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Find(container, name)!),
        ];
    }

    public byte[] Read(string container, string blob) => File.ReadAllBytes(FileOf(_blobs, container, blob));

    /// <summary>Writes a blob whole; its properties as given, with a tag and time of now.</summary>
    public BlobEntry Write(string container, BlobEntry blob, byte[] bytes)
    {
        var file = FileOf(_blobs, container, blob.Name);
        var properties = FileOf(_properties, container, $"{blob.Name}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        Directory.CreateDirectory(Path.GetDirectoryName(properties)!);
        File.WriteAllBytes(file, bytes);
        File.WriteAllText(
            properties,
            new JsonObject
            {
                ["contentType"] = blob.ContentType,
                ["blobType"] = blob.BlobType,
                ["metadata"] = new JsonObject(blob.Metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
                ["etag"] = Tag(Interlocked.Increment(ref _writes)),
            }.ToJsonString()
        );
        return Find(container, blob.Name)!;
    }

    public void Delete(string container, string blob)
    {
        File.Delete(FileOf(_blobs, container, blob));
        File.Delete(FileOf(_properties, container, $"{blob}.json"));
    }

    private static string FileOf(string root, string container, string blob) => Path.Combine([root, container, .. blob.Split('/')]);

    private static string Tag(long number) => $"\"0x{number.ToString("X", CultureInfo.InvariantCulture)}\"";
}
