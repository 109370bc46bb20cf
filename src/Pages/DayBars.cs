using System.Globalization;
using Importer.Reports;

namespace Pages;

/// <summary>Tokens a day as bars with their numbers.</summary>
internal static class DayBars
{
    /// <summary>From one bar to the next.</summary>
    public const int Step = 44;

    /// <summary>The drawing's height.</summary>
    public const int Height = 96;

    private const int Days = 7;
    private const int Top = 16;
    private const int Bottom = 80;

    /// <summary>The tokens of each of the last days, oldest first.</summary>
    public static IReadOnlyList<(DateOnly Day, int Tokens)> Sum(IReadOnlyList<HealthSeries> trends, DateOnly today)
    {
        var tokens = trends
            .SelectMany(series => series.Points)
            .GroupBy(point => DateOnly.FromDateTime(point.At.UtcDateTime))
            .ToDictionary(day => day.Key, day => day.Sum(point => point.Tokens ?? 0));
        return [.. Enumerable.Range(1 - Days, Days).Select(today.AddDays).Select(day => (day, tokens.GetValueOrDefault(day)))];
    }

    /// <summary>The bars.</summary>
    public static IReadOnlyList<DayBar> Draw(IReadOnlyList<(DateOnly Day, int Tokens)> days)
    {
        var most = Math.Max(1, days.Max(day => day.Tokens));
        return
        [
            .. days.Select(
                (day, index) =>
                {
                    var height = Math.Max(1, (Bottom - Top) * (double)day.Tokens / most);
                    return new DayBar(
                        Text((index * Step) + 6),
                        Text(Bottom - height),
                        Text(Step - 12),
                        Text(height),
                        Text((index + 0.5) * Step),
                        Text(Bottom - height - 4),
                        Formatting.Count(day.Tokens),
                        day.Day.ToString("d MMM", CultureInfo.InvariantCulture)
                    );
                }
            ),
        ];
    }

    /// <summary>The drawing in words.</summary>
    public static string SentenceOf(IReadOnlyList<(DateOnly Day, int Tokens)> days) =>
        $"Tokens a day: {string.Join(", ", days.Select(day => $"{day.Day.ToString("d MMM", CultureInfo.InvariantCulture)} {Formatting.Count(day.Tokens)}"))}";

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
