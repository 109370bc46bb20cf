using Importer.Storage;

namespace Importer.Tests.Fakes;

/// <summary>Counts what goes to the store behind it.</summary>
internal sealed class CountingStore(IDocumentStore inner) : IDocumentStore
{
    private long _bytesWritten;
    private long _bytesRead;

    public List<string> Calls { get; } = [];

    public long BytesWritten => _bytesWritten;

    public long BytesRead => _bytesRead;

    /// <summary>Does something right before a document is written.</summary>
    public Func<string, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>Does something right after a folder was listed.</summary>
    public Func<string, Task> AfterList { get; set; } = _ => Task.CompletedTask;

    public void Reset()
    {
        Calls.Clear();
        (_bytesWritten, _bytesRead) = (0, 0);
    }

    public async Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        Count($"read {name}");
        var document = await inner.ReadAsync(name, cancellationToken);
        Interlocked.Add(ref _bytesRead, document?.Content.ToMemory().Length ?? 0);
        return document;
    }

    public async Task<bool> WriteAsync(
        string name,
        BinaryData content,
        string contentType,
        string? etag,
        CancellationToken cancellationToken
    )
    {
        await BeforeWrite(name);
        Count($"write {name}");
        Interlocked.Add(ref _bytesWritten, content.ToMemory().Length);
        return await inner.WriteAsync(name, content, contentType, etag, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        Count($"list {prefix}");
        var names = await inner.ListAsync(prefix, cancellationToken);
        await AfterList(prefix);
        return names;
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Count($"delete {name}");
        return inner.DeleteAsync(name, cancellationToken);
    }

    private void Count(string call)
    {
        lock (Calls)
        {
            Calls.Add(call);
        }
    }
}
