using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Importer.Reports;

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
    public static BinaryData Write<T>(T value, JsonTypeInfo<T> type) => BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(value, type));
}
