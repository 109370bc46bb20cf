using Importer.Reports;

namespace Functions.Runs;

/// <summary>Tells those who want to know what needs a person; the notifier's one verb.</summary>
internal delegate Task Tell(ReportDocument report, CancellationToken cancellationToken);
