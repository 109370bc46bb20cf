namespace Importer.Reports;

/// <summary>A snapshot that a run saved. Whoever may write the store can write both it and this record: see docs/security.md.</summary>
/// <param name="Name">The document's name in the report store.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal digits.</param>
public sealed record SavedSnapshot(string Name, string Sha256);
