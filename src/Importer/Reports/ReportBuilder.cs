namespace Importer.Reports;

/// <summary>Puts the report together from what is on record; nothing is looked at anew.</summary>
public sealed class ReportBuilder(IReportStore store, TimeProvider clock)
{
    /// <summary>The document that holds the latest report that was written down.</summary>
    public const string Latest = "reports/latest.json";

    private const string LatestDrift = "drift/latest.json";
    private const int Runs = 50;
    private const int Days = 7;

    private readonly RunRecords _runs = new(store);
    private readonly HealthRecords _health = new(store);

    /// <summary>The report as of now.</summary>
    public async Task<ReportDocument> BuildAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = StoredJson.Read(await store.ReadAsync(Latest, cancellationToken), ReportJson.Default.ReportDocument);
        var report = new ReportDocument
        {
            GeneratedAt = now,
            Health = await _health.ReadAsync(cancellationToken),
            Drift = StoredJson.Read(await store.ReadAsync(LatestDrift, cancellationToken), ReportJson.Default.DriftReport),
            Runs = await _runs.ListAsync(Runs, cancellationToken),
            Trends = await _health.ReadSeriesAsync(DateOnly.FromDateTime(now.UtcDateTime), Days, cancellationToken),
            Leaving = [.. (await new WithdrawalRecords(store).ListAsync(cancellationToken)).Values],
            ChangesSince = before?.GeneratedAt,
        };
        var givenUp = await _runs.ListGivenUpAsync(now, cancellationToken);
        return report with { Attention = ReportAttentions.Of(report, givenUp), Changes = ReportChanges.Between(before, report) };
    }
}
