using Importer;
using Importer.Reports;

namespace Functions.Runs;

/// <summary>Carries a request out; the reconciler's one verb.</summary>
internal delegate Task<RunReport> Reconcile(ReconcileRequest request, CancellationToken cancellationToken);
