namespace Importer.Reports;

/// <summary>Runs, newest first.</summary>
/// <param name="Runs">Their records.</param>
public sealed record RunList(IReadOnlyList<RunReport> Runs);
