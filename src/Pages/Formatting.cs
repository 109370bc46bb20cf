using System.Globalization;
using Importer.Reports;
using Importer.Runs;

namespace Pages;

/// <summary>Numbers and ends as people read them.</summary>
internal static class Formatting
{
    /// <summary>A count with separators.</summary>
    public static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A time: milliseconds below a second, else seconds, else minutes.</summary>
    public static string Time(long ms) =>
        ms switch
        {
            < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{ms} ms"),
            < 120_000 => string.Create(CultureInfo.InvariantCulture, $"{ms / 1000.0:0.#} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{ms / 60_000.0:0.#} min"),
        };

    /// <summary>A share of one as per cent; never 100 % where something is missing.</summary>
    public static string Share(double? share) =>
        share switch
        {
            null => "–",
            0 or 1 => share.Value.ToString("0 %", CultureInfo.InvariantCulture),
            { } value => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value * 1000) / 10:0.0} %"),
        };

    /// <summary>The middle one; null when there is none.</summary>
    public static long? Median(IEnumerable<long?> values)
    {
        var sorted = values.OfType<long>().Order().ToList();
        return sorted.Count == 0 ? null : sorted[(sorted.Count - 1) / 2];
    }

    /// <summary>A count without separators.</summary>
    public static string Plain(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>How many rules.</summary>
    public static string Rules(int count) => $"{Count(count)} {(count == 1 ? "rule" : "rules")}";

    /// <summary>A moment of UTC as people read it.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <summary>How long the call took.</summary>
    public static string Latency(HealthCheck check) => check.LatencyMs is { } ms ? Time(ms) : "–";

    /// <summary>The median latency; null when there is none.</summary>
    public static string? Median(HealthSeries series) => series.MedianMs() is { } median ? $"median {Time(median)}" : null;

    /// <summary>The latency of nearly all; null when there is none.</summary>
    public static string? NearlyAll(HealthSeries series) => series.NearlyAllMs() is { } most ? $"95 % in {Time(most)}" : null;

    /// <summary>A sentence with a capital letter.</summary>
    public static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>How a run ended.</summary>
    public static string Outcome(RunReport run) => run.Outcome?.ToString().ToLowerInvariant() ?? "under way";

    /// <summary>A sign for it: colour alone tells nothing to some readers, and nothing in print.</summary>
    public static string Sign(RunReport run) =>
        run.Outcome switch
        {
            RunOutcome.Succeeded => "✓",
            RunOutcome.Partial => "≈",
            RunOutcome.Failed or RunOutcome.Refused => "✗",
            _ => "…",
        };

    /// <summary>How many resources a run changed; what was only planned does not count.</summary>
    public static int ChangesCount(RunReport run) => Done(run) is var (create, update, delete, _) ? create + update + delete : 0;

    /// <summary>What a run changed; what it did not is left out.</summary>
    public static string Changes(RunReport run)
    {
        var counts = Done(run);
        string[] parts = [.. Part(counts.Create, "created"), .. Part(counts.Update, "updated"), .. Part(counts.Delete, "deleted")];
        return parts.Length == 0 ? "none" : string.Join(", ", parts);
    }

    private static RunCounts Done(RunReport run) =>
        run.Mode == RunMode.Apply && run.Outcome is RunOutcome.Succeeded or RunOutcome.Partial ? run.Counts : new();

    private static IEnumerable<string> Part(int count, string word) => count == 0 ? [] : [$"{Count(count)} {word}"];
}
