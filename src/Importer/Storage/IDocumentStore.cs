using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace Importer.Storage;

/// <summary>Where run records, snapshots and reports are kept: a blob container, or a folder.</summary>
public interface IDocumentStore
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

/// <summary>Names of documents: folders and a file of plain letters, so that no name leads out of its store.</summary>
public static partial class DocumentName
{
    /// <summary>True when a document can have the name.</summary>
    public static bool IsOne(string name) => name is { Length: <= 512 } && Pattern().IsMatch(name);

    /// <summary>The name itself, or <see cref="ArgumentException"/> when it is not one.</summary>
    public static string Checked(string name) =>
        IsOne(name)
            ? name
            : throw new ArgumentException(
                $"'{name}' is no document name: parts of letters, digits and ._;=@- with slashes between, none beginning with a dot.",
                nameof(name)
            );

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._;=@-]*(/[A-Za-z0-9_-][A-Za-z0-9._;=@-]*)*\z")]
    private static partial Regex Pattern();
}

/// <summary>The report store did not do what it was asked, and not because of a condition.</summary>
/// <param name="reason">A sentence, with the service's status and code.</param>
/// <param name="inner">What went wrong underneath, if anything did.</param>
public sealed class DocumentStoreException(string reason, Exception? inner = null) : Exception(reason, inner);

/// <summary>A document of the report store.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ETag">What a conditional write over it names.</param>
public sealed record StoredDocument(BinaryData Content, string ETag);

/// <summary>Documents of the store that are JSON of ours.</summary>
internal static class StoredJson
{
    /// <summary>The value in a document; null when it is not one of ours, which the next write makes good.</summary>
    public static T? Read<T>(StoredDocument? document, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return document is null ? null : JsonSerializer.Deserialize(document.Content, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The value as a document's content.</summary>
    public static BinaryData Write<T>(T value, JsonTypeInfo<T> type) =>
        BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(value, type));
}
