namespace Importer.Reports;

/// <summary>A document of the report store.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ETag">What a conditional write over it names.</param>
public sealed record StoredDocument(BinaryData Content, string ETag);
