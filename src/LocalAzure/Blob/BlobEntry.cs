namespace LocalAzure.Blob;

/// <summary>What is known of one blob beside its bytes.</summary>
internal sealed record BlobEntry
{
    public required string Name { get; init; }

    public required string ContentType { get; init; }

    /// <summary>With its quotes.</summary>
    public required string ETag { get; init; }

    public required DateTimeOffset LastModified { get; init; }

    public required long Length { get; init; }
}
