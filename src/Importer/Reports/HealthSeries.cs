using Importer.Health;

namespace Importer.Reports;

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
        var sorted = Points.Where(point => point.Status == ProbeStatus.Healthy).Select(point => point.LatencyMs).OfType<long>().Order().ToList();
        return sorted.Count == 0 ? null : sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(sorted.Count * share) - 1)];
    }
}
