using System.Text.Json.Serialization;
using Importer.Health;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>One check in time, or the checks of a stretch of time.</summary>
/// <param name="At">When the check was made; of a stretch its begin.</param>
/// <param name="Status">The verdict; of a stretch the worst that was found.</param>
/// <param name="LatencyMs">How long the call took; of a stretch the median of healthy answers. Null when there is none.</param>
/// <param name="Tokens">Tokens used, together; null where none were reported.</param>
public sealed record HealthPoint(DateTimeOffset At, ProbeStatus Status, long? LatencyMs, int? Tokens)
{
    /// <summary>The checks of the stretch; null for a single check.</summary>
    public HealthTally? Tally { get; init; }
}

/// <summary>The rounds of test calls on record: the latest, and the history of all.</summary>
public sealed class HealthRecords(IDocumentStore store)
{
    /// <summary>The document that holds the latest round.</summary>
    public const string Latest = "health/latest.json";

    private readonly HealthHistory _history = new(store);

    /// <summary>The latest round, or null when there is none.</summary>
    public async Task<HealthSnapshot?> ReadAsync(CancellationToken cancellationToken) =>
        StoredJson.Read(await store.ReadAsync(Latest, cancellationToken), ReportJson.Default.HealthSnapshot);

    /// <summary>Writes a round down, as the latest and into the history.</summary>
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
        await _history.AddAsync(round, cancellationToken);
    }

    /// <summary>
    /// The checks of the last <paramref name="count"/> days up to <paramref name="today"/>, one series for each deployment and API.
    /// </summary>
    public async Task<IReadOnlyList<HealthSeries>> ReadSeriesAsync(DateOnly today, int count, CancellationToken cancellationToken) =>
        (await _history.ReadAsync(today, count, cancellationToken)).Series;

    /// <summary>The same, with the names of documents that cannot be read.</summary>
    internal Task<HealthTrends> ReadTrendsAsync(DateOnly today, int count, CancellationToken cancellationToken) =>
        _history.ReadAsync(today, count, cancellationToken);

    /// <summary>The documents that could not be read and were put aside.</summary>
    internal Task<IReadOnlyList<string>> ListDamagedAsync(CancellationToken cancellationToken) =>
        store.ListAsync(HealthHistory.Damaged, cancellationToken);

    /// <summary>Removes the days before <paramref name="oldest"/>.</summary>
    public Task ForgetAsync(DateOnly oldest, CancellationToken cancellationToken) => _history.ForgetAsync(oldest, cancellationToken);
}

/// <summary>The checks of one deployment through one API, oldest first.</summary>
/// <param name="Deployment">The deployment's full id.</param>
/// <param name="Api">The API.</param>
/// <param name="Points">The checks, or stretches of time with several.</param>
public sealed record HealthSeries(string Deployment, string Api, IReadOnlyList<HealthPoint> Points)
{
    /// <summary>How many checks there are.</summary>
    [JsonIgnore]
    public int CheckCount => Points.Sum(point => point.Tally?.Checks ?? 1);

    /// <summary>The share of tried checks that were healthy or only over a limit, 0 to 1; null when none was tried.</summary>
    public double? Availability()
    {
        var (tried, unhealthy) = (0, 0);
        foreach (var point in Points)
        {
            tried += point.Tally?.Tried ?? (point.Status is ProbeStatus.Healthy or ProbeStatus.Throttled or ProbeStatus.Unhealthy ? 1 : 0);
            unhealthy += point.Tally?.Unhealthy ?? (point.Status == ProbeStatus.Unhealthy ? 1 : 0);
        }

        return tried == 0 ? null : (tried - unhealthy) / (double)tried;
    }

    /// <summary>The median latency of healthy answers in milliseconds; null when there is none.</summary>
    public long? MedianMs() => Percentile(0.5);

    /// <summary>The latency that 95 of 100 healthy answers stay within, in milliseconds; null when there is none.</summary>
    public long? NearlyAllMs() => Percentile(0.95);

    internal string Key => HealthCheck.KeyOf(Deployment, Api);

    private long? Percentile(double share) => HealthTally.Percentile([.. Points.SelectMany(LatenciesOf).Order()], share);

    private static IEnumerable<int> LatenciesOf(HealthPoint point) =>
        point switch
        {
            { Tally: { } tally } => tally.Latencies,
            { Status: ProbeStatus.Healthy, LatencyMs: { } latency } => [(int)Math.Clamp(latency, 0, int.MaxValue)],
            _ => [],
        };
}
