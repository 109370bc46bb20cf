using System.Globalization;

namespace Importer.Reports;

/// <summary>The rounds of test calls on record: the latest, and a document for each day.</summary>
public sealed class HealthRecords(IReportStore store)
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
        await store.WriteAsync(Latest, StoredJson.Write(round, ReportJson.Default.HealthSnapshot), "application/json", etag: null, cancellationToken);
        var day = DateOnly.FromDateTime(round.GeneratedAt.UtcDateTime);
        for (var tries = 0; tries < Rounds; tries++)
        {
            var document = await store.ReadAsync(NameOf(day), cancellationToken);
            var content = StoredJson.Write((StoredJson.Read(document, ReportJson.Default.HealthDay) ?? new(day, [])).With(round), ReportJson.Default.HealthDay);
            if (await store.WriteAsync(NameOf(day), content, "application/json", document?.ETag ?? "", cancellationToken))
            {
                return;
            }
        }

        throw new ReportStoreException($"The checks of {day:o} changed {Rounds} times while they were being written.");
    }

    /// <summary>The checks of the last <paramref name="count"/> days up to <paramref name="today"/>, one series for each deployment and API.</summary>
    public async Task<IReadOnlyList<HealthSeries>> ReadSeriesAsync(DateOnly today, int count, CancellationToken cancellationToken)
    {
        var days = await Task.WhenAll(Enumerable.Range(1 - count, count)
            .Select(async offset => StoredJson.Read(await store.ReadAsync(NameOf(today.AddDays(offset)), cancellationToken), ReportJson.Default.HealthDay)));
        return
        [
            .. days.OfType<HealthDay>().SelectMany(day => day.Series)
                .GroupBy(series => series.Key)
                .Select(parts => parts.First() with { Points = [.. parts.SelectMany(part => part.Points).OrderBy(point => point.At)] }),
        ];
    }

    /// <summary>Removes the days before <paramref name="oldest"/>.</summary>
    public async Task ForgetAsync(DateOnly oldest, CancellationToken cancellationToken)
    {
        foreach (var name in (await store.ListAsync(Days, cancellationToken)).Where(name => string.CompareOrdinal(name, NameOf(oldest)) < 0))
        {
            await store.DeleteAsync(name, cancellationToken);
        }
    }

    private static string NameOf(DateOnly day) => $"{Days}{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.json";
}
