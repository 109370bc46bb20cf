namespace Importer.Reports;

/// <summary>The checks of one day (UTC).</summary>
/// <param name="Day">The day.</param>
/// <param name="Series">One for each deployment and API.</param>
public sealed record HealthDay(DateOnly Day, IReadOnlyList<HealthSeries> Series)
{
    /// <summary>The day with one round more.</summary>
    public HealthDay With(HealthSnapshot round)
    {
        ArgumentNullException.ThrowIfNull(round);
        var added = round.Checks.ToDictionary(
            check => check.Key, check => new HealthSeries(check.Deployment, check.Api, [new(round.GeneratedAt, check.Status, check.LatencyMs, check.Usage?.TotalTokens)]));
        var known = Series.Select(series => added.Remove(series.Key, out var more) ? series with { Points = [.. series.Points, .. more.Points] } : series).ToList();
        return this with { Series = [.. known, .. added.Values] };
    }
}
