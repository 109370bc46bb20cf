using System.Globalization;
using System.Text;
using Importer.Health;
using Importer.Reports;

namespace Pages;

/// <summary>
/// A series as a drawing over the last seven days: latency as a line above, verdicts as a strip below. A place in the drawing is a time;
/// where nothing was measured, nothing is drawn.
/// </summary>
internal sealed record TrendDrawing(string Sentence, IReadOnlyList<string> Lines, IReadOnlyList<TrendBar> Bars)
{
    /// <summary>The drawing's width.</summary>
    public const int Width = Slots * SlotWidth;

    /// <summary>The drawing's height.</summary>
    public const int Height = 48;

    /// <summary>How many days it shows.</summary>
    public const int Days = 7;

    private const double LineTop = 3;
    private const double LineBottom = 34;

    // Two hours each: narrower ones cannot be told apart.
    private const int Slots = Days * 12;
    private const int SlotWidth = 3;

    private static readonly TimeSpan Slot = TimeSpan.FromHours(2);

    /// <summary>What lies below the lines.</summary>
    public IReadOnlyList<string> Areas =>
        [
            .. Lines.Select(line =>
                $"{line.Split(' ', ',')[0]},{Text(LineBottom)} {line} {line.Split(' ')[^1].Split(',')[0]},{Text(LineBottom)}"
            ),
        ];

    /// <summary>Where days begin.</summary>
    public static string DayMarks { get; } =
        string.Concat(Enumerable.Range(1, Days - 1).Select(day => $"M{Text(day * 12 * SlotWidth)} 36v12"));

    /// <summary>
    /// The verdicts as text, such as <c>40h2u42h</c>: how many slots in a row came to which; <c>n</c> for those without a measurement.
    /// </summary>
    public static string Runs(HealthSeries series, DateTimeOffset until)
    {
        var text = new StringBuilder();
        foreach (var (verdict, count) in InARow(SlotsOf(series, until)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{count}{verdict?[0] ?? 'n'}");
        }

        return text.ToString();
    }

    /// <summary>Draws <paramref name="series"/> as of <paramref name="until"/>.</summary>
    public static TrendDrawing Of(HealthSeries series, DateTimeOffset until)
    {
        var slots = SlotsOf(series, until);
        return new(SentenceOf(series), [.. LinesOf(slots)], [.. BarsOf(slots)]);
    }

    /// <summary>The drawing in words.</summary>
    public static string SentenceOf(HealthSeries series) =>
        series.Points.Count == 0
            ? "no checks yet"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{series.CheckCount} checks, {(series.Availability() is { } share ? $"{Formatting.Share(share)} available" : "none tried")}{(series.MedianMs() is { } median ? $", median {median} ms, 95 % within {series.NearlyAllMs()} ms" : "")}"
            );

    // The checks of each slot, the oldest first; what was not tried is no measurement.
    private static List<HealthPoint>[] SlotsOf(HealthSeries series, DateTimeOffset until)
    {
        List<HealthPoint>[] slots = [.. Enumerable.Range(0, Slots).Select(_ => new List<HealthPoint>())];
        foreach (var point in series.Points.Where(point => point.Status != ProbeStatus.Skipped && point.At <= until))
        {
            var back = (int)((until - point.At) / Slot);
            if (back < Slots)
            {
                slots[Slots - 1 - back].Add(point);
            }
        }

        return slots;
    }

    // The worst verdict of a slot; null for none.
    private static string? VerdictOf(List<HealthPoint> slot) =>
        slot.Count == 0
            ? null
            : DisplayText.Of(
                slot.Select(point => point.Status)
                    .MaxBy(status =>
                        status switch
                        {
                            ProbeStatus.Unhealthy => 4,
                            ProbeStatus.Throttled => 3,
                            ProbeStatus.Pending => 2,
                            _ => 1,
                        }
                    )
            );

    private static IEnumerable<(string? Verdict, int Count)> InARow(List<HealthPoint>[] slots)
    {
        for (var at = 0; at < slots.Length; )
        {
            var verdict = VerdictOf(slots[at]);
            var count = slots.Skip(at).TakeWhile(slot => VerdictOf(slot) == verdict).Count();
            yield return (verdict, count);
            at += count;
        }
    }

    // What is not healthy is taller too: colour alone tells nothing to some readers, and little in print.
    private static IEnumerable<TrendBar> BarsOf(List<HealthPoint>[] slots)
    {
        var at = 0;
        foreach (var (verdict, count) in InARow(slots))
        {
            if (verdict is not null)
            {
                var height = verdict == "healthy" ? 5 : 11;
                yield return new(verdict, Text(at * SlotWidth), Text(Height - height), Text(count * SlotWidth), Text(height));
            }

            at += count;
        }
    }

    // A gap in the line is a time without a healthy answer.
    private static IEnumerable<string> LinesOf(List<HealthPoint>[] slots)
    {
        var medians = slots.Select(slot => new HealthSeries("", "", slot).MedianMs()).ToList();
        var highest = Math.Max(1, medians.Max() ?? 0);
        var line = new List<string>();
        foreach (var (index, median) in medians.Append(null).Index())
        {
            if (median is { } latency)
            {
                line.Add($"{Text((index * SlotWidth) + 1)},{Text(Math.Round(LineBottom - ((LineBottom - LineTop) * latency / highest)))}");
            }
            else if (line.Count > 0)
            {
                yield return Stretch(line);
                line = [];
            }
        }
    }

    // One point alone would not show.
    private static string Stretch(List<string> line) =>
        string.Join(
            ' ',
            line.Count == 1
                ? [line[0], $"{Text(double.Parse(line[0].Split(',')[0], CultureInfo.InvariantCulture) + 2)},{line[0].Split(',')[1]}"]
                : line
        );

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
