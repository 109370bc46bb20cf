using Importer.Reports;

namespace Functions.Runs;

/// <summary>Makes a round of test calls and writes it down; the health round's one verb.</summary>
internal delegate Task<HealthSnapshot> CheckHealth(CancellationToken cancellationToken);
