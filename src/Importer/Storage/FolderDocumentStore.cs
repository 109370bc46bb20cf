using System.Security.Cryptography;

namespace Importer.Storage;

/// <summary>A report store in a folder, for one process on one machine.</summary>
/// <param name="folder">The folder; made when it is not there.</param>
internal sealed class FolderDocumentStore(string folder) : IDocumentStore, IDisposable
{
    private readonly string _root = Path.GetFullPath(folder);
    private readonly SemaphoreSlim _writing = new(1);

    /// <inheritdoc/>
    public async Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        try
        {
            return File.Exists(path) ? await LoadAsync(path, cancellationToken) : null;
        }
        catch (FileNotFoundException)
        {
            // Deleted in between.
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> WriteAsync(
        string name,
        BinaryData content,
        string contentType,
        string? etag,
        CancellationToken cancellationToken
    )
    {
        var path = PathOf(name);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (etag is not null && etag != ((await ReadAsync(name, cancellationToken))?.ETag ?? ""))
            {
                return false;
            }

            await ReplaceAsync(path, content, cancellationToken);
            return true;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        // Only the folder that the prefix names: a listing costs what it lists, however much else there is.
        var below = Path.GetFullPath(Path.Combine(_root, prefix[..(prefix.LastIndexOf('/') + 1)]));
        if (!below.StartsWith(_root, StringComparison.Ordinal) || !Directory.Exists(below))
        {
            return Task.FromResult<IReadOnlyList<string>>([]);
        }

        IReadOnlyList<string> names =
        [
            .. Directory
                .EnumerateFiles(below, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_root, path).Replace('\\', '/'))
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !name.EndsWith(".tmp", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
        return Task.FromResult(names);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        if (File.Exists(path))
        {
            File.Delete(path);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private static async Task<StoredDocument> LoadAsync(string path, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        return new StoredDocument(BinaryData.FromBytes(bytes), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
    }

    // A reader sees the old document or the new one, never half of one: rename replaces in one go.
    private static async Task ReplaceAsync(string path, BinaryData content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        await File.WriteAllBytesAsync(temporary, content.ToArray(), cancellationToken);
        File.Move(temporary, path, overwrite: true);
    }

    private string PathOf(string name) => Path.Combine(_root, DocumentName.Checked(name));
}
