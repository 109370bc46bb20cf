using Importer.Health;

namespace Importer.Reports;

/// <summary>One check in time.</summary>
/// <param name="At">When.</param>
/// <param name="Status">The verdict.</param>
/// <param name="LatencyMs">How long the call took; null when none was made.</param>
/// <param name="Tokens">Tokens used; null where none were reported.</param>
public sealed record HealthPoint(DateTimeOffset At, ProbeStatus Status, long? LatencyMs, int? Tokens);
