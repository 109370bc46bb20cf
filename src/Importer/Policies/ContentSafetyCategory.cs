namespace Importer.Policies;

/// <summary>From which severity on a kind of harm is blocked.</summary>
/// <param name="Name">The kind of harm.</param>
/// <param name="Threshold">0 to 7; content at this severity or above is blocked.</param>
public sealed record ContentSafetyCategory(HarmCategory Name, int Threshold);
