using System.Globalization;
using Importer.Storage;

namespace Importer.Tests.Fakes;

/// <summary>The report store as a dictionary, for many at a time.</summary>
internal sealed class InMemoryReportStore : IDocumentStore
{
    private readonly SortedDictionary<string, StoredDocument> _documents = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>What makes reading lists fail; null when nothing does.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Told the name of each document that was written.</summary>
    public Action<string> Written { get; set; } = _ => { };

    /// <summary>Everything that is kept.</summary>
    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_documents)
            {
                return [.. _documents.Values.Select(document => document.Content.ToString())];
            }
        }
    }

    public Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        lock (_documents)
        {
            return Task.FromResult(_documents.GetValueOrDefault(name));
        }
    }

    public Task<bool> WriteAsync(string name, BinaryData content, string contentType, string? etag, CancellationToken cancellationToken)
    {
        lock (_documents)
        {
            if (etag is not null && (_documents.GetValueOrDefault(name)?.ETag ?? "") != etag)
            {
                return Task.FromResult(false);
            }

            _documents[name] = new StoredDocument(content, (++_version).ToString(CultureInfo.InvariantCulture));
        }

        Written(name);
        return Task.FromResult(true);
    }

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        if (Fault is { } fault)
        {
            return Task.FromException<IReadOnlyList<string>>(fault);
        }

        lock (_documents)
        {
            return Task.FromResult<IReadOnlyList<string>>([
                .. _documents.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)),
            ]);
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        lock (_documents)
        {
            _documents.Remove(name);
        }

        return Task.CompletedTask;
    }
}
