namespace Importer.Specs;

/// <summary>A reference in a document.</summary>
/// <param name="Pointer">Where it stands.</param>
/// <param name="Target">What it refers to.</param>
internal readonly record struct SpecReference(string Pointer, string Target);
