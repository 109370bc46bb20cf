namespace Importer.Reports;

/// <summary>Where run records, snapshots and reports are kept: a blob container, or a folder.</summary>
public interface IReportStore
{
    /// <summary>The document under <paramref name="name"/> (slashes make folders), or null when there is none.</summary>
    Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a document whole. With an <paramref name="etag"/> only over that version; with <c>""</c> only when there is none.
    /// </summary>
    /// <returns>False when the condition did not hold; nothing was written then.</returns>
    Task<bool> WriteAsync(string name, BinaryData content, string contentType, string? etag, CancellationToken cancellationToken);

    /// <summary>The names below <paramref name="prefix"/>, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Removes a document; one that is not there is no error.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
