using Importer.Health;

namespace Importer.Reports;

/// <summary>How many checks came to which verdict.</summary>
/// <param name="Healthy">Answered with a result.</param>
/// <param name="Unhealthy">Do not work.</param>
/// <param name="Pending">Too fresh to tell.</param>
/// <param name="Throttled">Alive, and over a limit.</param>
/// <param name="Skipped">Not tried.</param>
public sealed record HealthSummary(int Healthy, int Unhealthy, int Pending, int Throttled, int Skipped)
{
    /// <summary>Counts <paramref name="statuses"/>.</summary>
    public static HealthSummary Of(IEnumerable<ProbeStatus> statuses)
    {
        var counts = statuses.CountBy(status => status).ToDictionary();
        return new(
            counts.GetValueOrDefault(ProbeStatus.Healthy),
            counts.GetValueOrDefault(ProbeStatus.Unhealthy),
            counts.GetValueOrDefault(ProbeStatus.Pending),
            counts.GetValueOrDefault(ProbeStatus.Throttled),
            counts.GetValueOrDefault(ProbeStatus.Skipped));
    }
}
