using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Importer.Reports;

/// <summary>A report store in a blob container, over the Blob service's REST API.</summary>
/// <remarks>Source: https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api</remarks>
public sealed class BlobReportStore : IReportStore
{
    private readonly BlobPipeline _blobs;

    /// <summary>A store in <paramref name="container"/> (https, or http on the loopback), opened with <paramref name="credential"/>.</summary>
    public BlobReportStore(Uri container, TokenCredential credential, TimeProvider clock, HttpPipelineTransport? transport = null)
    {
        ArgumentNullException.ThrowIfNull(container);
        _blobs = new BlobPipeline(container, credential, clock, transport);
    }

    /// <inheritdoc/>
    public async Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        using var message = _blobs.Message(RequestMethod.Get, UrlOf(name));
        var response = await _blobs.SendAsync(message, cancellationToken);
        return response.Status switch
        {
            200 => new StoredDocument(response.Content, response.Headers.ETag?.ToString("H") ?? ""),
            404 => null,
            _ => throw Unexpected(response, $"reading {name}"),
        };
    }

    /// <inheritdoc/>
    public async Task<bool> WriteAsync(string name, BinaryData content, string contentType, string? etag, CancellationToken cancellationToken)
    {
        var response = await PutAsync(name, content, contentType, etag, cancellationToken);
        if (response is { Status: 404, Code: "ContainerNotFound" or null })
        {
            await CreateContainerAsync(cancellationToken);
            response = await PutAsync(name, content, contentType, etag, cancellationToken);
        }

        return response.Status switch
        {
            201 => true,
            // "only when there is none" fails with 409 BlobAlreadyExists, "only over that version" with 412 ConditionNotMet:
            // https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations
            409 when etag is { Length: 0 } => false,
            412 when etag is not null => false,
            _ => throw new ReportStoreException($"The report store answered {response.Status} {response.Code} when writing {name}."),
        };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        string? marker = null;
        do
        {
            var page = await ListPageAsync(prefix, marker, cancellationToken);
            names.AddRange(page.Names);
            marker = page.NextMarker;
        }
        while (marker is not null);

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        using var message = _blobs.Message(RequestMethod.Delete, UrlOf(name));
        var response = await _blobs.SendAsync(message, cancellationToken);
        if (response.Status is not (202 or 404))
        {
            throw Unexpected(response, $"deleting {name}");
        }
    }

    private async Task<BlobListPage> ListPageAsync(string prefix, string? marker, CancellationToken cancellationToken)
    {
        var after = marker is null ? "" : $"&marker={Uri.EscapeDataString(marker)}";
        using var message = _blobs.Message(RequestMethod.Get, $"{_blobs.Container}?restype=container&comp=list&prefix={Uri.EscapeDataString(prefix)}{after}");
        var response = await _blobs.SendAsync(message, cancellationToken);
        return response.Status switch
        {
            200 => BlobListPage.Read(response.Content),
            404 => new BlobListPage([], null),
            _ => throw Unexpected(response, $"listing {prefix}"),
        };
    }

    private async Task<(int Status, string? Code)> PutAsync(string name, BinaryData content, string contentType, string? etag, CancellationToken cancellationToken)
    {
        using var message = _blobs.Message(RequestMethod.Put, UrlOf(name));
        message.Request.Headers.SetValue("x-ms-blob-type", "BlockBlob");
        message.Request.Headers.SetValue("Content-Type", contentType);
        if (etag is not null)
        {
            message.Request.Headers.SetValue(etag.Length == 0 ? "If-None-Match" : "If-Match", etag.Length == 0 ? "*" : etag);
        }

        message.Request.Content = RequestContent.Create(content);
        var response = await _blobs.SendAsync(message, cancellationToken);
        return (response.Status, CodeOf(response));
    }

    private async Task CreateContainerAsync(CancellationToken cancellationToken)
    {
        using var message = _blobs.Message(RequestMethod.Put, $"{_blobs.Container}?restype=container");
        var response = await _blobs.SendAsync(message, cancellationToken);
        if (response.Status is not (201 or 409))
        {
            throw Unexpected(response, $"making the container {_blobs.Container}");
        }
    }

    private string UrlOf(string name) =>
        $"{_blobs.Container}/{string.Join('/', DocumentName.Checked(name).Split('/').Select(Uri.EscapeDataString))}";

    private static ReportStoreException Unexpected(Response response, string doing) =>
        new($"The report store answered {response.Status} {CodeOf(response)} when {doing}.");

    private static string? CodeOf(Response response) => response.Headers.TryGetValue("x-ms-error-code", out var code) ? code : null;
}
