namespace Importer.Gateway;

/// <summary>Why a write did not happen.</summary>
/// <param name="Kind">What to do about it.</param>
/// <param name="Reason">A sentence for the report: the service's own words with its code.</param>
public sealed record WriteFailure(WriteFailureKind Kind, string Reason);
