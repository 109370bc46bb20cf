namespace Importer.Settings;

/// <summary>A value read from text, or what is wrong with the text.</summary>
/// <param name="Value">The value; meaningless when there is a problem.</param>
/// <param name="Problem">A sentence for the fault; null when all is well.</param>
internal readonly record struct Parsed<T>(T? Value, string? Problem);

/// <summary>Reads a value from text that is not blank.</summary>
internal delegate Parsed<T> Parser<T>(string text);
