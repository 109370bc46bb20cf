using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Importer.Storage;

/// <summary>A report store in a blob container.</summary>
internal sealed class BlobDocumentStore : IDocumentStore
{
    private readonly BlobContainerClient _container;
    private readonly Func<string, BlobClient> _open;

    /// <summary>
    /// A store in <paramref name="container"/> (https, or http on the loopback), opened with <paramref name="credential"/>.
    /// </summary>
    public BlobDocumentStore(Uri container, TokenCredential credential, TimeProvider clock, HttpPipelineTransport? transport = null)
    {
        ArgumentNullException.ThrowIfNull(container);
        (_container, _open) = StorageClients.Container(container, credential, clock, transport);
    }

    /// <inheritdoc/>
    public Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var blob = BlobOf(name);
        return AskAsync(
            $"reading {name}",
            async () =>
            {
                try
                {
                    var read = await blob.DownloadContentAsync(cancellationToken);
                    return new StoredDocument(read.Value.Content, read.Value.Details.ETag.ToString("H"));
                }
                catch (RequestFailedException absent) when (absent.Status == 404)
                {
                    return null;
                }
            }
        );
    }

    /// <inheritdoc/>
    public Task<bool> WriteAsync(string name, BinaryData content, string contentType, string? etag, CancellationToken cancellationToken)
    {
        var blob = BlobOf(name);
        return AskAsync(
            $"writing {name}",
            async () =>
            {
                try
                {
                    return await PutAsync(blob, content, contentType, etag, cancellationToken);
                }
                catch (RequestFailedException absent) when (absent.Status == 404)
                {
                    await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
                    return await PutAsync(blob, content, contentType, etag, cancellationToken);
                }
            }
        );
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<string>>(
            $"listing {prefix}",
            async () =>
            {
                var names = new List<string>();
                try
                {
                    await foreach (var blob in _container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken))
                    {
                        names.Add(blob.Name);
                    }
                }
                catch (RequestFailedException absent) when (absent.Status == 404)
                {
                    return [];
                }

                names.Sort(StringComparer.Ordinal);
                return names;
            }
        );

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var blob = BlobOf(name);
        return AskAsync(
            $"deleting {name}",
            async () =>
            {
                try
                {
                    await blob.DeleteAsync(cancellationToken: cancellationToken);
                    return true;
                }
                catch (RequestFailedException absent) when (absent.Status == 404)
                {
                    return false;
                }
            }
        );
    }

    // "only when there is none" fails with 409 BlobAlreadyExists, "only over that version" with 412 ConditionNotMet:
    // https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations
    private static async Task<bool> PutAsync(
        BlobClient blob,
        BinaryData content,
        string contentType,
        string? etag,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await blob.UploadAsync(
                content,
                new BlobUploadOptions
                {
                    HttpHeaders = new BlobHttpHeaders { ContentType = contentType },
                    Conditions = ConditionsOf(etag),
                },
                cancellationToken
            );
            return true;
        }
        catch (RequestFailedException unmet) when (unmet.Status == 412 && etag is not null)
        {
            return false;
        }
        catch (RequestFailedException unmet) when (unmet.Status == 409 && etag is { Length: 0 })
        {
            return false;
        }
    }

    private static BlobRequestConditions? ConditionsOf(string? etag) =>
        etag switch
        {
            null => null,
            "" => new BlobRequestConditions { IfNoneMatch = ETag.All },
            _ => new BlobRequestConditions { IfMatch = new ETag(etag) },
        };

    private async Task<T> AskAsync<T>(string doing, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (RequestFailedException refused) when (refused.Status > 0)
        {
            throw new DocumentStoreException($"The report store answered {refused.Status} {refused.ErrorCode} when {doing}.", refused);
        }
        catch (AuthenticationFailedException fault)
        {
            throw new DocumentStoreException("No token for the report container could be had with the app's identity.", fault);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException or IOException)
        {
            throw new DocumentStoreException(
                $"The report container {_container.Uri} does not answer: {fault.InnerException?.Message ?? fault.GetType().Name}",
                fault
            );
        }
    }

    private BlobClient BlobOf(string name) => _open(DocumentName.Checked(name));
}
