using Importer.Health;
using Importer.Reports;
using Pages;

namespace Functions.Tests.Pages;

/// <summary>Formatting of the page and of the report say no more than is true.</summary>
public sealed class FiguresTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.0, "0 %")]
    [InlineData(1.0, "100 %")]
    [InlineData(0.9996, "99.9 %")]
    [InlineData(0.99999, "99.9 %")]
    [InlineData(0.5, "50.0 %")]
    [InlineData(0.0001, "0.0 %")]
    public void A_share_is_never_called_whole_while_something_is_missing(double? share, string text) =>
        Assert.Equal(text, Formatting.Share(share));

    [Fact]
    public void Nor_is_it_in_the_sentence_of_a_trend()
    {
        var series = Series([.. Enumerable.Range(1, 2499).Select(ms => (ProbeStatus.Healthy, (long?)ms)), (ProbeStatus.Unhealthy, null)]);

        Assert.Equal(0.9996, series.Availability());
        Assert.Contains("99.9 % available", TrendDrawing.SentenceOf(series), StringComparison.Ordinal);
    }

    // Of so many answers, with latencies 1, 2, 3, …: which one is the median, and within which one 95 of 100 stay.
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 2, 3)]
    [InlineData(19, 10, 19)]
    [InlineData(20, 10, 19)]
    [InlineData(21, 11, 20)]
    [InlineData(100, 50, 95)]
    [InlineData(101, 51, 96)]
    public void The_median_and_the_time_that_nearly_all_stay_within_are_those_of_the_sorted_answers(int count, long median, long nearlyAll)
    {
        var series = Series([
            .. Enumerable.Range(1, count).Reverse().Select(ms => (ProbeStatus.Healthy, (long?)ms)),
            (ProbeStatus.Unhealthy, 9999),
        ]);

        Assert.Equal((median, nearlyAll), (series.MedianMs()!.Value, series.NearlyAllMs()!.Value));
    }

    [Fact]
    public void Without_a_healthy_answer_there_is_no_latency_and_without_a_try_no_share()
    {
        var series = Series((ProbeStatus.Skipped, 5), (ProbeStatus.Pending, 7));

        Assert.Null(series.MedianMs());
        Assert.Null(series.NearlyAllMs());
        Assert.Null(series.Availability());
    }

    private static HealthSeries Series(params (ProbeStatus Status, long? Ms)[] points) =>
        new(
            $"{AppUnderTest.Deployment}",
            "contoso-openai",
            [.. points.Select((point, each) => new HealthPoint(DateTimeOffset.UnixEpoch.AddMinutes(each), point.Status, point.Ms, null))]
        );
}
