namespace LocalAzure.Load;

/// <summary>A call that a caller would complain about.</summary>
/// <param name="Began">When it was made, by the system's clock.</param>
/// <param name="Ended">When its failure was seen.</param>
/// <param name="Status">Null when no answer came.</param>
/// <param name="Reason">The first words of the answer, or why there was none.</param>
public sealed record FailedCall(DateTimeOffset Began, DateTimeOffset Ended, int? Status, string Reason);
