namespace Importer;

/// <summary>One thing that a person asks for by name.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Target">The API (its id, its full Azure id or its display name), or the run to restore from.</param>
public sealed record Errand(ErrandKind Kind, string Target);
