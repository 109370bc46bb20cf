using System.Globalization;
using Importer.Health;
using Importer.Reports;

namespace Functions.Pages;

/// <summary>A series as a drawing: latency as a line above, the verdict of each check as a bar below.</summary>
internal sealed record TrendDrawing(string Sentence, IReadOnlyList<string> Lines, IReadOnlyList<TrendBar> Bars)
{
    /// <summary>The drawing's width.</summary>
    public const int Width = 240;

    /// <summary>The drawing's height.</summary>
    public const int Height = 48;

    /// <summary>What lies below the lines.</summary>
    public IReadOnlyList<string> Areas =>
        [
            .. Lines.Select(line =>
                $"{line.Split(' ', ',')[0]},{Text(LineBottom)} {line} {line.Split(' ')[^1].Split(',')[0]},{Text(LineBottom)}"
            ),
        ];

    private const double LineTop = 3;
    private const double LineBottom = 34;

    // More columns than this cannot be told apart.
    private const int Columns = 80;

    /// <summary>A drawing of nothing.</summary>
    public static TrendDrawing Empty { get; } = new("no checks yet", [], []);

    /// <summary>Draws <paramref name="series"/>.</summary>
    public static TrendDrawing Of(HealthSeries series)
    {
        if (series.Points.Count == 0)
        {
            return Empty;
        }

        var size = (int)Math.Ceiling(series.Points.Count / (double)Columns);
        var columns = series.Points.Chunk(size).Select(chunk => new HealthSeries(series.Deployment, series.Api, chunk)).ToList();
        var step = Width / (double)columns.Count;
        return new(
            SentenceOf(series),
            [.. LinesOf(columns, step)],
            [.. columns.Select((column, index) => BarOf(ClassOf(column), index * step, step))]
        );
    }

    // What is not healthy is taller too: colour alone tells nothing to some readers, and little in print.
    private static TrendBar BarOf(string verdict, double x, double step)
    {
        var height = verdict switch
        {
            "healthy" => 5,
            "skipped" => 2,
            _ => 11,
        };
        return new(verdict, Text(x), Text(Height - height), Text(Math.Max(0.5, step - 0.5)), Text(height));
    }

    private static string SentenceOf(HealthSeries series) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{series.Points.Count} checks, {(series.Availability() is { } share ? $"{Figures.Share(share)} available" : "none tried")}{(series.MedianMs() is { } median ? $", median {median} ms, 95 % within {series.NearlyAllMs()} ms" : "")}"
        );

    // A gap in the line is a time without a healthy answer.
    private static IEnumerable<string> LinesOf(List<HealthSeries> columns, double step)
    {
        var highest = Math.Max(1, columns.Max(column => column.MedianMs() ?? 0));
        var line = new List<string>();
        foreach (var (index, column) in columns.Index())
        {
            if (column.MedianMs() is { } latency)
            {
                line.Add($"{Text((index + 0.5) * step)},{Text(LineBottom - ((LineBottom - LineTop) * latency / highest))}");
                continue;
            }

            if (line.Count > 0)
            {
                yield return Stretch(line);
                line = [];
            }
        }

        if (line.Count > 0)
        {
            yield return Stretch(line);
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

    private static string ClassOf(HealthSeries column) =>
        DisplayText.Of(
            column
                .Points.Select(point => point.Status)
                .MaxBy(status =>
                    status switch
                    {
                        ProbeStatus.Unhealthy => 4,
                        ProbeStatus.Throttled => 3,
                        ProbeStatus.Pending => 2,
                        ProbeStatus.Healthy => 1,
                        _ => 0,
                    }
                )
        );

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
