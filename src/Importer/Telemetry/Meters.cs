using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Importer.Telemetry;

/// <summary>The importer's meter, and how its attributes are spelt.</summary>
public static class Meters
{
    /// <summary>The meter's name, for whoever exports.</summary>
    public const string Name = "foundry_apim";

    internal static Meter Own { get; } = new(Name);

    /// <summary>A histogram of durations, from a fast answer to a run that used all its time.</summary>
    internal static Histogram<double> Seconds(string name, string description) =>
        Own.CreateHistogram(
            name,
            "s",
            description,
            tags: null,
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600],
            }
        );

    // As in the reports: camelCase.
    internal static string Word<T>(T value) => JsonNamingPolicy.CamelCase.ConvertName(value?.ToString() ?? "none");
}
