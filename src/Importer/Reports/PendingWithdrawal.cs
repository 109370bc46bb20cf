namespace Importer.Reports;

/// <summary>An API whose last deployment went, kept in the report store until the API is withdrawn or a deployment is back.</summary>
/// <param name="Api">The API's id.</param>
/// <param name="Source">The account or deployment that it was made for.</param>
/// <param name="Since">When a run first found that nothing stands behind it any more (UTC).</param>
/// <param name="LeavesAt">When it was to be withdrawn, by the settings of that run (UTC); what counts is <paramref name="Since"/>.</param>
/// <param name="RunId">The run that found it.</param>
public sealed record PendingWithdrawal(string Api, string Source, DateTimeOffset Since, DateTimeOffset LeavesAt, string RunId);
