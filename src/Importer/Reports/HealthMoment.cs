namespace Importer.Reports;

/// <summary>One round of test calls, in figures.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Summary">Its verdicts.</param>
/// <param name="Calls">Calls made.</param>
/// <param name="Tokens">Tokens used.</param>
/// <param name="LatencyMs">The median latency of healthy answers; null when there is none.</param>
public sealed record HealthMoment(DateTimeOffset At, HealthSummary Summary, int Calls, int Tokens, long? LatencyMs);
