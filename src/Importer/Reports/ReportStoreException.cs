namespace Importer.Reports;

/// <summary>The report store did not do what it was asked, and not because of a condition.</summary>
/// <param name="reason">A sentence, with the service's status and code.</param>
/// <param name="inner">What went wrong underneath, if anything did.</param>
public sealed class ReportStoreException(string reason, Exception? inner = null) : Exception(reason, inner);
