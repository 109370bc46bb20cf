namespace LocalAzure.Blob;

/// <summary>What is known of one blob beside its bytes.</summary>
internal sealed record BlobEntry
{
    public required string Name { get; init; }

    public required string ContentType { get; init; }

    /// <summary><c>BlockBlob</c> or <c>AppendBlob</c>.</summary>
    public string BlobType { get; init; } = "BlockBlob";

    /// <summary>The caller's own name-value pairs.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>With its quotes.</summary>
    public required string ETag { get; init; }

    public required DateTimeOffset LastModified { get; init; }

    public required long Length { get; init; }
}
