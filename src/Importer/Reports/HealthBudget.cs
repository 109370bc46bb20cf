namespace Importer.Reports;

/// <summary>What a day's test calls may cost, and what they have cost.</summary>
/// <param name="TokensUsed">Tokens used.</param>
/// <param name="TokensPerDay">Tokens allowed.</param>
/// <param name="CallsUsed">Calls made.</param>
/// <param name="CallsPerDay">Calls allowed.</param>
public sealed record HealthBudget(int TokensUsed = 0, int TokensPerDay = 0, int CallsUsed = 0, int CallsPerDay = 0);
