namespace Importer.Reports;

/// <summary>What was reserved, and on which day.</summary>
/// <param name="Day">The day of the ledger.</param>
/// <param name="Grants">One for each wish that fits, from the first on.</param>
public sealed record ProbeReservation(DateOnly Day, IReadOnlyList<ProbeAllowance> Grants);
