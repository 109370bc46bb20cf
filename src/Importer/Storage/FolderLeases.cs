using System.Diagnostics.CodeAnalysis;

namespace Importer.Storage;

/// <summary>
/// Leases in a folder: a file that is open for nobody else. The operating system closes it with the process that held it.
/// </summary>
/// <param name="folder">The report store's folder; made when it is not there.</param>
internal sealed class FolderLeases(string folder) : ILeases
{
    // ERROR_SHARING_VIOLATION; EWOULDBLOCK of Linux and of macOS.
    private static readonly int[] InUse = [unchecked((int)0x80070020), 11, 35];

    private readonly string _root = Path.GetFullPath(folder);

    /// <inheritdoc/>
    [SuppressMessage("Reliability", "CA2000", Justification = "The lease owns the file.")]
    public Task<Lease?> TryAcquireAsync(string name, string purpose, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_root, DocumentName.Checked(name));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var isFirst = !File.Exists(path);
            return Task.FromResult<Lease?>(
                new FolderLease(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)) { IsFirst = isFirst }
            );
        }
        catch (IOException held) when (InUse.Contains(held.HResult))
        {
            return Task.FromResult<Lease?>(null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DocumentStoreException($"The lease {name} could not be asked for: {fault.Message}", fault);
        }
    }

    private sealed class FolderLease(FileStream file) : Lease
    {
        private bool _isOver;

        public override bool IsHeld => !_isOver;

        public override ValueTask DisposeAsync()
        {
            _isOver = true;
            return file.DisposeAsync();
        }
    }
}
