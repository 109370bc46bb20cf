using System.Globalization;
using LocalAzure.Storage;

namespace LocalAzure.Blob;

/// <summary>
/// The calls of the blob service that a report store makes, see https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
/// </summary>
internal sealed class BlobSurface(Cloud cloud)
{
    private const string MetadataPrefix = "x-ms-meta-";

    private readonly BlobStore _store = new(cloud.Options.DataDirectory, cloud.Clock);
    private readonly BlobLeases _leases = new(cloud.Clock);

    /// <summary>For the parity ledger.</summary>
    public static IReadOnlyList<string> Simulated { get; } =
    [
        "List Containers",
        "Create Container",
        "Get Container Properties",
        "Delete Container",
        "List Blobs",
        "Put Blob",
        "Append Block",
        "Get Blob",
        "Get Blob Properties",
        "Set Blob Metadata",
        "Delete Blob",
        "Lease Blob",
    ];

    /// <summary>Starts the endpoint; the container <c>reports</c> is there, as the infrastructure would have made it.</summary>
    public static Task<WebApplication> StartAsync(Cloud cloud, CancellationToken cancellationToken)
    {
        var surface = new BlobSurface(cloud);
        surface._store.AddContainer("reports");
        return StorageSurface.StartAsync("blob", cloud.Options.Blob, cloud, surface.Dispatch, cancellationToken);
    }

    /// <summary>An answer about a blob, with its entity tag and time.</summary>
    public static StorageAnswer About(BlobEntry blob, int status) =>
        new(status) { Headers = [("ETag", blob.ETag), ("Last-Modified", blob.LastModified.ToString("R"))] };

    private StorageAnswer Dispatch(HttpRequest request, string path, byte[] body)
    {
        var parts = path.Split('/', 2);
        var (container, blob) = (parts[0], parts.Length > 1 ? parts[1] : "");
        if (container.Length == 0)
        {
            return request.Query["comp"] == "list" && HttpMethods.IsGet(request.Method)
                ? BlobListing.Containers(_store, request.Query, cloud.Options.Blob)
                : NotSimulated(request);
        }

        if (!BlobStore.IsName(container) || (blob.Length > 0 && !BlobStore.IsName(blob)))
        {
            return StorageAnswer.Error(400, "InvalidResourceName", "The specified resource name contains invalid characters.");
        }

        return blob.Length == 0 ? OnContainer(request, container) : OnBlob(request, container, blob, body);
    }

    private static StorageAnswer NotSimulated(HttpRequest request) =>
        StorageAnswer.NotSimulated($"{request.Method} {request.Path}{request.QueryString} on blob storage");

    private StorageAnswer OnContainer(HttpRequest request, string container)
    {
        var comp = request.Query["comp"].ToString();
        return (request.Query["restype"] == "container", request.Method, comp) switch
        {
            (true, "PUT", "") => Create(container),
            (true, _, "" or "list") when !_store.HasContainer(container) => NoContainer,
            (true, "GET" or "HEAD", "") => AboutContainer(200),
            (true, "DELETE", "") => Delete(container),
            (true, "GET", "list") => BlobListing.Answer(_store, container, request.Query, cloud.Options.Blob),
            _ => NotSimulated(request),
        };
    }

    private StorageAnswer Create(string container)
    {
        if (_store.HasContainer(container))
        {
            return StorageAnswer.Error(409, "ContainerAlreadyExists", "The specified container already exists.");
        }

        _store.AddContainer(container);
        return AboutContainer(201);
    }

    private StorageAnswer Delete(string container)
    {
        _store.DeleteContainer(container);
        return new StorageAnswer(202);
    }

    private static StorageAnswer AboutContainer(int status) =>
        new StorageAnswer(status).With(("ETag", "\"0x1\""), ("Last-Modified", DateTimeOffset.UnixEpoch.ToString("R")));

    private static StorageAnswer NoContainer => StorageAnswer.Error(404, "ContainerNotFound", "The specified container does not exist.");

    private StorageAnswer OnBlob(HttpRequest request, string container, string blob, byte[] body)
    {
        if (request.Query.ContainsKey("snapshot") || request.Query.ContainsKey("versionid"))
        {
            return NotSimulated(request);
        }

        if (!_store.HasContainer(container))
        {
            return NoContainer;
        }

        var found = _store.Find(container, blob);
        return (request.Method, request.Query["comp"].ToString()) switch
        {
            ("PUT", "") => Put(request, container, blob, body, found),
            (_, "" or "lease" or "metadata" or "appendblock") when found is null => StorageAnswer.Error(
                404,
                "BlobNotFound",
                "The specified blob does not exist."
            ),
            ("PUT", "lease") => BlobConditions.ForWrite(request, found) ?? _leases.Answer(request, container, found),
            ("PUT", "metadata") => Write(
                request,
                container,
                found,
                found with
                {
                    Metadata = Metadata(request),
                },
                _store.Read(container, blob),
                200
            ),
            ("PUT", "appendblock") => Append(request, container, found, body),
            ("GET" or "HEAD", "") => Get(request, container, found),
            ("DELETE", "") => Delete(request, container, found),
            _ => NotSimulated(request),
        };
    }

    private StorageAnswer Put(HttpRequest request, string container, string blob, byte[] body, BlobEntry? found)
    {
        var type = request.Headers["x-ms-blob-type"].ToString();
        if (type is not ("BlockBlob" or "AppendBlob"))
        {
            return StorageAnswer.Error(
                400,
                "MissingRequiredHeader",
                "An HTTP header that's mandatory for this request is not specified: x-ms-blob-type must be BlockBlob or AppendBlob."
            );
        }

        var contentType = request.Headers["x-ms-blob-content-type"].ToString();
        var entry = new BlobEntry
        {
            Name = blob,
            ContentType = contentType.Length > 0 ? contentType : request.ContentType ?? "application/octet-stream",
            BlobType = type,
            Metadata = Metadata(request),
            ETag = "",
            LastModified = default,
            Length = body.Length,
        };
        return Write(request, container, found, entry, body, StatusCodes.Status201Created);
    }

    private StorageAnswer Append(HttpRequest request, string container, BlobEntry found, byte[] body)
    {
        if (found.BlobType != "AppendBlob")
        {
            return StorageAnswer.Error(409, "InvalidBlobType", "The blob type is invalid for this operation.");
        }

        var position = request.Headers["x-ms-blob-condition-appendpos"].ToString();
        if (position.Length > 0 && position != found.Length.ToString(CultureInfo.InvariantCulture))
        {
            return StorageAnswer.Error(412, "AppendPositionConditionNotMet", "The append position condition specified was not met.");
        }

        return Write(request, container, found, found, [.. _store.Read(container, found.Name), .. body], StatusCodes.Status201Created)
            .With(("x-ms-blob-append-offset", $"{found.Length}"), ("x-ms-blob-committed-block-count", "1"));
    }

    private StorageAnswer Write(HttpRequest request, string container, BlobEntry? found, BlobEntry entry, byte[] bytes, int status) =>
        BlobConditions.ForWrite(request, found)
        ?? _leases.Refusal(request, container, entry.Name)
        ?? About(_store.Write(container, entry, bytes), status).With(("x-ms-request-server-encrypted", "true"));

    private static Dictionary<string, string> Metadata(HttpRequest request) =>
        request
            .Headers.Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key[MetadataPrefix.Length..], header => header.Value.ToString());

    private StorageAnswer Get(HttpRequest request, string container, BlobEntry blob)
    {
        if ((BlobConditions.ForRead(request, blob) ?? _leases.ReadRefusal(request, container, blob.Name)) is { } refusal)
        {
            return refusal;
        }

        var answer = About(blob, StatusCodes.Status200OK)
            .With([
                ("Accept-Ranges", "bytes"),
                ("x-ms-blob-type", blob.BlobType),
                ("x-ms-server-encrypted", "true"),
                .. _leases.About(container, blob.Name),
                .. blob.Metadata.Select(pair => (MetadataPrefix + pair.Key, pair.Value)),
            ]) with
        {
            ContentType = blob.ContentType,
        };
        var bytes = _store.Read(container, blob.Name);
        return HttpMethods.IsHead(request.Method) ? answer with { Body = bytes } : Ranged(request, answer, bytes);
    }

    // https://learn.microsoft.com/rest/api/storageservices/specifying-the-range-header-for-blob-service-operations
    private static StorageAnswer Ranged(HttpRequest request, StorageAnswer answer, byte[] bytes)
    {
        var range = request.Headers["x-ms-range"].ToString() is { Length: > 0 } own ? own : request.Headers.Range.ToString();
        if (!range.StartsWith("bytes=", StringComparison.Ordinal))
        {
            return answer with { Body = bytes };
        }

        var ends = range["bytes=".Length..].Split('-');
        var first = long.TryParse(ends[0], CultureInfo.InvariantCulture, out var start) ? start : -1;
        var last =
            ends.Length > 1 && long.TryParse(ends[1], CultureInfo.InvariantCulture, out var end)
                ? Math.Min(end, bytes.Length - 1)
                : bytes.Length - 1;
        return first < 0 || first > last
            ? StorageAnswer
                .Error(416, "InvalidRange", "The range specified is invalid for the current size of the resource.")
                .With(("Content-Range", $"bytes */{bytes.Length}"))
            : answer.With(("Content-Range", $"bytes {first}-{last}/{bytes.Length}")) with
            {
                Status = 206,
                Body = bytes[(int)first..((int)last + 1)],
            };
    }

    private StorageAnswer Delete(HttpRequest request, string container, BlobEntry blob)
    {
        if ((BlobConditions.ForWrite(request, blob) ?? _leases.Refusal(request, container, blob.Name)) is { } refusal)
        {
            return refusal;
        }

        _store.Delete(container, blob.Name);
        _leases.Forget(container, blob.Name);
        return new StorageAnswer(StatusCodes.Status202Accepted);
    }
}
