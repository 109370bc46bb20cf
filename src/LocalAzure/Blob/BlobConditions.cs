using LocalAzure.Storage;

namespace LocalAzure.Blob;

/// <summary>
/// If-Match and If-None-Match, see
/// https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations
/// </summary>
internal static class BlobConditions
{
    /// <summary>The refusal of a write; null when it may go on.</summary>
    public static StorageAnswer? ForWrite(HttpRequest request, BlobEntry? blob)
    {
        if (request.Headers.IfNoneMatch.ToString() is "*" && blob is not null)
        {
            return StorageAnswer.Error(409, "BlobAlreadyExists", "The specified blob already exists.");
        }

        return IfMatch(request, blob);
    }

    /// <summary>The refusal of a read: not modified, or not the one that was asked for.</summary>
    public static StorageAnswer? ForRead(HttpRequest request, BlobEntry blob)
    {
        var other = request.Headers.IfNoneMatch.ToString();
        return other == "*" || (other.Length > 0 && other == blob.ETag)
            ? BlobSurface.About(blob, StatusCodes.Status304NotModified)
            : IfMatch(request, blob);
    }

    private static StorageAnswer? IfMatch(HttpRequest request, BlobEntry? blob)
    {
        var wanted = request.Headers.IfMatch.ToString();
        var holds = wanted.Length == 0 || (blob is not null && (wanted == "*" || wanted == blob.ETag));
        return holds
            ? null
            : StorageAnswer.Error(412, "ConditionNotMet", "The condition specified using HTTP conditional header(s) is not met.");
    }
}
