using Importer.Health;
using Importer.Reports;

namespace Pages;

/// <summary>The checks as rows: in which order, with which history.</summary>
internal static class HealthRows
{
    /// <summary>By name where all of them stand in the page, else the worst first.</summary>
    public static IReadOnlyList<HealthCheck> InOrder(IReadOnlyList<HealthCheck> checks) =>
        checks.Count <= PageBounds.Rows ? checks : [.. checks.OrderBy(check => Rank(check.Status))];

    /// <summary>The worst verdict first.</summary>
    public static int Rank(ProbeStatus status) =>
        status switch
        {
            ProbeStatus.Unhealthy => 0,
            ProbeStatus.Pending => 1,
            ProbeStatus.Throttled => 2,
            ProbeStatus.Skipped => 3,
            _ => 4,
        };

    /// <summary>The series by deployment and API.</summary>
    public static IReadOnlyDictionary<(string Deployment, string Api), HealthSeries> Series(IReadOnlyList<HealthSeries> trends) =>
        trends.DistinctBy(series => (series.Deployment, series.Api)).ToDictionary(series => (series.Deployment, series.Api));

    /// <summary>The history of a check; an empty one where there is none.</summary>
    public static HealthSeries SeriesOf(HealthCheck check, IReadOnlyDictionary<(string Deployment, string Api), HealthSeries> series) =>
        series.GetValueOrDefault((check.Deployment, check.Api)) ?? new(check.Deployment, check.Api, []);

    /// <summary>What was called, and through which API.</summary>
    public static string Through(HealthCheck check) =>
        $"{check.Capability?.ToString().ToLowerInvariant() ?? "not called"} through {check.Api}";
}
