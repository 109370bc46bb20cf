namespace Importer.Reports;

/// <summary>Calls and tokens: wanted, reserved or used.</summary>
/// <param name="Calls">Calls.</param>
/// <param name="Tokens">Tokens.</param>
public sealed record ProbeAllowance(int Calls, int Tokens);
