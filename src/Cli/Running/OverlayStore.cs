using System.Collections.Concurrent;
using System.Globalization;
using Importer.Storage;

namespace Cli.Running;

/// <summary>
/// A report store that is read and never written: what is written stays in memory, for as long as the command runs.
/// </summary>
/// <param name="inner">The store that is read; null for none.</param>
/// <param name="isRead">Which documents are looked for in it.</param>
internal sealed class OverlayStore(IDocumentStore? inner, Func<string, bool> isRead) : IDocumentStore
{
    private readonly ConcurrentDictionary<string, StoredDocument?> _own = new(StringComparer.Ordinal);
    private int _version;

    public async Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (_own.TryGetValue(name, out var own))
        {
            return own;
        }

        if (isRead(name))
        {
            return await Inner.ReadAsync(name, cancellationToken);
        }

        return null;
    }

    public async Task<bool> WriteAsync(
        string name,
        BinaryData content,
        string contentType,
        string? etag,
        CancellationToken cancellationToken
    )
    {
        if (etag is not null && etag != ((await ReadAsync(name, cancellationToken))?.ETag ?? ""))
        {
            return false;
        }

        _own[name] = new StoredDocument(content, Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture));
        return true;
    }

    public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var theirs = isRead(prefix) ? await Inner.ListAsync(prefix, cancellationToken) : [];
        return
        [
            .. theirs
                .Where(name => !_own.ContainsKey(name))
                .Concat(
                    _own.Where(own => own.Value is not null && own.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(own => own.Key)
                )
                .Order(StringComparer.Ordinal),
        ];
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        _own[name] = null;
        return Task.CompletedTask;
    }

    private IDocumentStore Inner => inner ?? throw new DocumentStoreException("no report store was given, give it by --store");
}
