using System.Text.Json.Serialization;

namespace Importer.Reports;

/// <summary>One try of a run.</summary>
/// <param name="StartedAt">When it began (UTC).</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">What stopped it, if anything did.</param>
public sealed record RunAttempt(DateTimeOffset StartedAt, RunOutcome Outcome, [property: JsonConverter(typeof(RedactedText))] string? Error);
