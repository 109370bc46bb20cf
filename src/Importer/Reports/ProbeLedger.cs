namespace Importer.Reports;

/// <summary>What the test calls of a day (UTC) have cost, with what is reserved for calls under way.</summary>
/// <param name="Day">The day.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Tokens">Tokens.</param>
public sealed record ProbeLedger(DateOnly Day, int Calls, int Tokens);
