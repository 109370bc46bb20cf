using System.Collections.Concurrent;
using System.Globalization;
using Importer.Storage;

namespace Functions.Tests;

/// <summary>A report store in memory; can be told to be away.</summary>
internal sealed class InMemoryReportStore : IDocumentStore
{
    private readonly ConcurrentDictionary<string, StoredDocument> _documents = new(StringComparer.Ordinal);
    private int _versions;

    public bool IsAway { get; set; }

    public IReadOnlyCollection<string> Names => [.. _documents.Keys];

    public StoredDocument? Find(string name) => _documents.GetValueOrDefault(name);

    public IEnumerable<string> Contents => _documents.Values.Select(document => document.Content.ToString());

    public Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        return Task.FromResult(_documents.GetValueOrDefault(name));
    }

    public Task<bool> WriteAsync(string name, BinaryData content, string contentType, string? etag, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        lock (_documents)
        {
            if (etag is not null && etag != (_documents.GetValueOrDefault(name)?.ETag ?? ""))
            {
                return Task.FromResult(false);
            }

            _documents[name] = new StoredDocument(content, (++_versions).ToString(CultureInfo.InvariantCulture));
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        IReadOnlyList<string> names =
        [
            .. _documents.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];
        return Task.FromResult(names);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        _documents.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new DocumentStoreException("The report store answered 503 ServerBusy when asked.");
        }
    }
}
