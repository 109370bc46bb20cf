using Importer.Storage;

namespace Importer.Tests.Fakes;

/// <summary>Counts what goes to the store behind it.</summary>
internal sealed class CountingStore(IDocumentStore inner) : IDocumentStore
{
    public List<string> Calls { get; } = [];

    public long BytesWritten { get; private set; }

    public long BytesRead { get; private set; }

    /// <summary>Does something right before a document is written.</summary>
    public Func<string, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>Does something right after a folder was listed.</summary>
    public Func<string, Task> AfterList { get; set; } = _ => Task.CompletedTask;

    public void Reset()
    {
        Calls.Clear();
        (BytesWritten, BytesRead) = (0, 0);
    }

    public async Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        Calls.Add($"read {name}");
        var document = await inner.ReadAsync(name, cancellationToken);
        BytesRead += document?.Content.ToMemory().Length ?? 0;
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
        Calls.Add($"write {name}");
        BytesWritten += content.ToMemory().Length;
        return await inner.WriteAsync(name, content, contentType, etag, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        Calls.Add($"list {prefix}");
        var names = await inner.ListAsync(prefix, cancellationToken);
        await AfterList(prefix);
        return names;
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Calls.Add($"delete {name}");
        return inner.DeleteAsync(name, cancellationToken);
    }
}
