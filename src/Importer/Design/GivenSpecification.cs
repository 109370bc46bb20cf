namespace Importer.Design;

/// <summary>A specification of source <c>OpenApi</c>, or why there is none.</summary>
/// <param name="Content">The document's bytes; null when it could not be had.</param>
/// <param name="Problem">Why it could not be had.</param>
public sealed record GivenSpecification(BinaryData? Content, string? Problem);
