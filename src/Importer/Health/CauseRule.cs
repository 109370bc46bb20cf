namespace Importer.Health;

/// <summary>One line of the table of causes.</summary>
/// <param name="Fits">Whether the answer looks like it.</param>
/// <param name="Find">The cause, with the fix for this account and service.</param>
internal sealed record CauseRule(Func<ProbeFault, ProbeFacts, bool> Fits, Func<ProbeFault, ProbeFacts, Cause> Find);
