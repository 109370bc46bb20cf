using System.Globalization;
using Importer.Health;
using Importer.Storage;

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
            check => check.Key,
            check => new HealthSeries(
                check.Deployment,
                check.Api,
                [new(round.GeneratedAt, check.Status, check.LatencyMs, check.Usage?.TotalTokens)]
            )
        );
        var known = Series
            .Select(series => added.Remove(series.Key, out var more) ? series with { Points = [.. series.Points, .. more.Points] } : series)
            .ToList();
        return this with { Series = [.. known, .. added.Values] };
    }
}

/// <summary>One check in time.</summary>
/// <param name="At">When.</param>
/// <param name="Status">The verdict.</param>
/// <param name="LatencyMs">How long the call took; null when none was made.</param>
/// <param name="Tokens">Tokens used; null where none were reported.</param>
public sealed record HealthPoint(DateTimeOffset At, ProbeStatus Status, long? LatencyMs, int? Tokens);

/// <summary>The rounds of test calls on record: the latest, and a document for each day.</summary>
public sealed class HealthRecords(IDocumentStore store)
{
    /// <summary>The document that holds the latest round.</summary>
    public const string Latest = "health/latest.json";

    private const string Days = "health/history/";
    private const int Rounds = 4;

    /// <summary>The latest round, or null when there is none.</summary>
    public async Task<HealthSnapshot?> ReadAsync(CancellationToken cancellationToken) =>
        StoredJson.Read(await store.ReadAsync(Latest, cancellationToken), ReportJson.Default.HealthSnapshot);

    /// <summary>Writes a round down, as the latest and into its day.</summary>
    public async Task WriteAsync(HealthSnapshot round, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(round);
        await store.WriteAsync(
            Latest,
            StoredJson.Write(round, ReportJson.Default.HealthSnapshot),
            "application/json",
            etag: null,
            cancellationToken
        );
        var day = DateOnly.FromDateTime(round.GeneratedAt.UtcDateTime);
        for (var tries = 0; tries < Rounds; tries++)
        {
            var document = await store.ReadAsync(NameOf(day), cancellationToken);
            var content = StoredJson.Write(
                (StoredJson.Read(document, ReportJson.Default.HealthDay) ?? new(day, [])).With(round),
                ReportJson.Default.HealthDay
            );
            if (await store.WriteAsync(NameOf(day), content, "application/json", document?.ETag ?? "", cancellationToken))
            {
                return;
            }
        }

        throw new DocumentStoreException($"The checks of {day:o} changed {Rounds} times while they were being written.");
    }

    /// <summary>
    /// The checks of the last <paramref name="count"/> days up to <paramref name="today"/>, one series for each deployment and API.
    /// </summary>
    public async Task<IReadOnlyList<HealthSeries>> ReadSeriesAsync(DateOnly today, int count, CancellationToken cancellationToken)
    {
        var days = await Task.WhenAll(
            Enumerable
                .Range(1 - count, count)
                .Select(async offset =>
                    StoredJson.Read(await store.ReadAsync(NameOf(today.AddDays(offset)), cancellationToken), ReportJson.Default.HealthDay)
                )
        );
        return
        [
            .. days.OfType<HealthDay>()
                .SelectMany(day => day.Series)
                .GroupBy(series => series.Key)
                .Select(parts => parts.First() with { Points = [.. parts.SelectMany(part => part.Points).OrderBy(point => point.At)] }),
        ];
    }

    /// <summary>Removes the days before <paramref name="oldest"/>.</summary>
    public async Task ForgetAsync(DateOnly oldest, CancellationToken cancellationToken)
    {
        foreach (
            var name in (await store.ListAsync(Days, cancellationToken)).Where(name => string.CompareOrdinal(name, NameOf(oldest)) < 0)
        )
        {
            await store.DeleteAsync(name, cancellationToken);
        }
    }

    private static string NameOf(DateOnly day) => $"{Days}{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.json";
}

/// <summary>The checks of one deployment through one API, oldest first.</summary>
/// <param name="Deployment">The deployment's full id.</param>
/// <param name="Api">The API.</param>
/// <param name="Points">The checks.</param>
public sealed record HealthSeries(string Deployment, string Api, IReadOnlyList<HealthPoint> Points)
{
    /// <summary>The share of tried checks that were healthy or only over a limit, 0 to 1; null when none was tried.</summary>
    public double? Availability()
    {
        var tried = Points.Where(point => point.Status is ProbeStatus.Healthy or ProbeStatus.Throttled or ProbeStatus.Unhealthy).ToList();
        return tried.Count == 0 ? null : tried.Count(point => point.Status != ProbeStatus.Unhealthy) / (double)tried.Count;
    }

    /// <summary>The median latency of healthy answers in milliseconds; null when there is none.</summary>
    public long? MedianMs() => Percentile(0.5);

    /// <summary>The latency that 95 of 100 healthy answers stay within, in milliseconds; null when there is none.</summary>
    public long? NearlyAllMs() => Percentile(0.95);

    internal string Key => HealthCheck.KeyOf(Deployment, Api);

    private long? Percentile(double share)
    {
        var sorted = Points
            .Where(point => point.Status == ProbeStatus.Healthy)
            .Select(point => point.LatencyMs)
            .OfType<long>()
            .Order()
            .ToList();
        return sorted.Count == 0 ? null : sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(sorted.Count * share) - 1)];
    }
}
