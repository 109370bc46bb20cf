using Importer.Health;
using Importer.Reports;
using Importer.Storage;
using Importer.Tests.Fakes;

namespace Importer.Tests.Reports;

public sealed class HealthHistoryTests : IDisposable
{
    private static readonly DateOnly Today = new(2026, 11, 30);

    private readonly string _folder = Directory.CreateTempSubdirectory("history-").FullName;
    private readonly InMemoryReportStore _memory = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_day_of_rounds_is_read_back_whole_from_each_store(bool isFolder)
    {
        using var folder = new FolderDocumentStore(_folder);
        IDocumentStore store = isFolder ? folder : _memory;
        await RoundsAsync(
            store,
            deployments: 3,
            from: 0,
            count: 96,
            quarter => quarter is >= 40 and < 44 ? ProbeStatus.Unhealthy : ProbeStatus.Healthy
        );

        var series = await new HealthRecords(store).ReadSeriesAsync(Today, 7, CancellationToken.None);

        Assert.Equal(3, series.Count);
        Assert.All(series, one => Assert.Equal(96, one.CheckCount));
        Assert.All(series, one => Assert.Equal(92 / 96.0, one.Availability()));
        Assert.All(series, one => Assert.Equal(92 * 9, one.Points.Sum(point => point.Tokens ?? 0)));
        Assert.Equal([ARound.Id(0), ARound.Id(1), ARound.Id(2)], series.Select(one => one.Deployment));
        Assert.Equal(ProbeStatus.Unhealthy, Assert.Single(series[0].Points, point => point.At == ARound.Midnight.AddHours(10)).Status);
    }

    [Fact]
    public async Task Median_and_nearly_all_are_those_of_the_single_answers()
    {
        var records = new HealthRecords(_memory);
        int[] latencies = [.. Enumerable.Range(0, 96).Select(quarter => 100 + (quarter * 37 % 96))];
        foreach (var (quarter, latency) in latencies.Index())
        {
            await records.WriteAsync(ARound.At(ARound.Midnight.AddMinutes(15 * quarter), 1, latency: latency), CancellationToken.None);
        }

        var series = Assert.Single(await records.ReadSeriesAsync(Today, 1, CancellationToken.None));

        Assert.Equal(latencies.Order().ElementAt(47), series.MedianMs());
        Assert.Equal(latencies.Order().ElementAt(91), series.NearlyAllMs());
    }

    [Fact]
    public async Task Only_the_rounds_of_the_current_hour_lie_open_and_they_are_points_of_their_own()
    {
        await RoundsAsync(_memory, deployments: 2, from: 0, count: 11);

        var open = await _memory.ListAsync("health/rounds/", CancellationToken.None);
        var series = (await new HealthRecords(_memory).ReadSeriesAsync(Today, 7, CancellationToken.None))[0];

        Assert.Equal(3, open.Count);
        Assert.Equal([4, 4, 1, 1, 1], series.Points.Select(point => point.Tally?.Checks ?? 1));
        Assert.Equal([0, 60, 120, 135, 150], series.Points.Select(point => (point.At - ARound.Midnight).TotalMinutes));
    }

    [Fact]
    public async Task Two_instances_that_count_the_same_hours_lose_no_round_and_count_none_twice()
    {
        var (one, other) = (new CountingStore(_memory), new CountingStore(_memory));
        await RoundsAsync(_memory, deployments: 2, from: 0, count: 4);
        var isOnce = true;
        one.BeforeWrite = async name =>
        {
            // The other instance counts the same hour between reading and writing.
            if (name.StartsWith("health/days/", StringComparison.Ordinal) && isOnce)
            {
                isOnce = false;
                await new HealthRecords(other).WriteAsync(ARound.At(ARound.Midnight.AddMinutes(61), 2), CancellationToken.None);
            }
        };

        await new HealthRecords(one).WriteAsync(ARound.At(ARound.Midnight.AddMinutes(60), 2), CancellationToken.None);

        Assert.False(isOnce);
        Assert.Equal([6, 6], await CountsAsync(_memory));
    }

    [Fact]
    public async Task Rounds_of_two_instances_in_the_same_moment_are_both_kept()
    {
        await new HealthRecords(_memory).WriteAsync(ARound.At(ARound.Midnight, 1, latency: 100), CancellationToken.None);
        await new HealthRecords(_memory).WriteAsync(ARound.At(ARound.Midnight, 1, latency: 200), CancellationToken.None);

        Assert.Equal([2], await CountsAsync(_memory));
    }

    [Fact]
    public async Task A_round_that_comes_after_its_hour_was_counted_is_counted_too()
    {
        await RoundsAsync(_memory, deployments: 1, from: 0, count: 9);
        await new HealthRecords(_memory).WriteAsync(ARound.At(ARound.Midnight.AddMinutes(50), 1), CancellationToken.None);
        await RoundsAsync(_memory, deployments: 1, from: 9, count: 4);

        Assert.Equal([14], await CountsAsync(_memory));
        Assert.Single(await _memory.ListAsync("health/rounds/", CancellationToken.None));
    }

    [Fact]
    public async Task Who_is_cut_off_between_counting_and_removing_counts_nothing_twice()
    {
        await RoundsAsync(_memory, deployments: 1, from: 0, count: 4);
        var left = new Dictionary<string, StoredDocument>();
        foreach (var name in await _memory.ListAsync("health/rounds/", CancellationToken.None))
        {
            left[name] = (await _memory.ReadAsync(name, CancellationToken.None))!;
        }

        await RoundsAsync(_memory, deployments: 1, from: 4, count: 1);
        foreach (var (name, document) in left)
        {
            await _memory.WriteAsync(name, document.Content, "application/json", null, CancellationToken.None);
        }

        Assert.Equal([5], await CountsAsync(_memory));
        await RoundsAsync(_memory, deployments: 1, from: 5, count: 1);
        Assert.Equal([6], await CountsAsync(_memory));
        Assert.Equal(2, (await _memory.ListAsync("health/rounds/", CancellationToken.None)).Count);
    }

    [Fact]
    public async Task A_report_that_is_put_together_while_an_hour_is_counted_misses_and_doubles_nothing()
    {
        await RoundsAsync(_memory, deployments: 1, from: 0, count: 4);
        var store = new CountingStore(_memory)
        {
            AfterList = async prefix =>
                await (prefix == "health/rounds/" ? RoundsAsync(_memory, deployments: 1, from: 4, count: 1) : Task.CompletedTask),
        };

        Assert.Equal([4], await CountsAsync(store));

        var late = new CountingStore(_memory);
        late.BeforeWrite = _ => Task.CompletedTask;
        Assert.Equal([5], await CountsAsync(late));
    }

    [Theory]
    [InlineData("{\"at\":", "not JSON")]
    [InlineData("{\"at\":\"2026-11-30T00:15:00+00:00\",\"apis\":[{\"api\":\"x\"}]}", "a field less")]
    [InlineData("{\"at\":\"2026-11-29T23:15:00+00:00\",\"apis\":[]}", "of another hour than its name")]
    public async Task A_damaged_round_is_put_aside_and_told_and_all_others_stay(string content, string why)
    {
        await RoundsAsync(_memory, deployments: 2, from: 0, count: 4);
        await _memory.WriteAsync(
            "health/rounds/2026-11-30T00/1500123-abcdefabcdef.json",
            BinaryData.FromString(content),
            "application/json",
            null,
            CancellationToken.None
        );
        var before = await ReportAsync();

        await RoundsAsync(_memory, deployments: 2, from: 4, count: 1);
        var after = await ReportAsync();

        Assert.True(before.Attention.Count == 1 && after.Attention.Count == 1, why);
        Assert.Equal(["health/rounds/2026-11-30T00/1500123-abcdefabcdef.json"], before.Attention[0].Names);
        Assert.StartsWith("health/damaged/2026-11-30-", Assert.Single(after.Attention[0].Names), StringComparison.Ordinal);
        Assert.Equal(content, (await _memory.ReadAsync(after.Attention[0].Names[0], CancellationToken.None))!.Content.ToString());
        Assert.Equal([4, 4], before.Trends.Select(series => series.CheckCount));
        Assert.Equal([5, 5], after.Trends.Select(series => series.CheckCount));
    }

    [Theory]
    [InlineData("half a docum")]
    [InlineData(
        "{\"rounds\":[],\"apis\":[{\"folder\":\"/x/\",\"api\":\"a\",\"deployments\":[{\"name\":\"m\",\"hours\":[[25,1,0,0,0,0,9]]}]}]}"
    )]
    [InlineData(
        "{\"rounds\":[],\"apis\":[{\"folder\":\"/x/\",\"api\":\"a\",\"deployments\":[{\"name\":\"m\",\"hours\":[[1,-1,0,0,0,0,9]]}]}]}"
    )]
    [InlineData("{\"rounds\":[],\"apis\":[{\"folder\":\"/x/\",\"api\":\"a\",\"deployments\":[{\"name\":\"m\",\"hours\":[[1]]}]}]}")]
    public async Task A_damaged_day_is_told_and_loses_no_other_day_and_no_round_that_comes_after(string content)
    {
        await RoundsAsync(_memory, deployments: 1, from: -96, count: 98);
        await _memory.WriteAsync(
            "health/days/2026-11-30.json",
            BinaryData.FromString(content),
            "application/json",
            null,
            CancellationToken.None
        );
        var before = await ReportAsync();

        await RoundsAsync(_memory, deployments: 1, from: 2, count: 5);
        var after = await ReportAsync();

        Assert.Equal(["health/days/2026-11-30.json"], Assert.Single(before.Attention).Names);
        Assert.Equal([98], before.Trends.Select(series => series.CheckCount));
        var aside = Assert.Single(Assert.Single(after.Attention).Names);
        Assert.Equal(content, (await _memory.ReadAsync(aside, CancellationToken.None))!.Content.ToString());
        Assert.Equal([103], after.Trends.Select(series => series.CheckCount));
    }

    [Fact]
    public async Task What_is_older_than_the_history_goes_with_rounds_and_damaged_documents()
    {
        await RoundsAsync(_memory, deployments: 1, from: -96 * 3, count: 96 * 3);
        await _memory.WriteAsync(
            "health/damaged/2026-11-27-abc-day.json",
            BinaryData.FromString("x"),
            "application/json",
            null,
            CancellationToken.None
        );
        await _memory.WriteAsync(
            "health/rounds/2026-11-27T03/0000000-abc.json",
            BinaryData.FromString("x"),
            "application/json",
            null,
            CancellationToken.None
        );

        await new HealthRecords(_memory).ForgetAsync(new DateOnly(2026, 11, 29), CancellationToken.None);

        Assert.Empty(await _memory.ListAsync("health/damaged/", CancellationToken.None));
        Assert.Equal(["health/days/2026-11-29.json"], await _memory.ListAsync("health/days/", CancellationToken.None));
        Assert.All(
            await _memory.ListAsync("health/rounds/", CancellationToken.None),
            name => Assert.StartsWith("health/rounds/2026-11-29", name, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(50)]
    [InlineData(500)]
    [InlineData(5000)]
    public async Task A_round_costs_what_it_is_however_much_history_there_is(int deployments)
    {
        var store = new CountingStore(_memory);
        await _memory.WriteAsync("health/days/2026-11-30.json", FullDay(deployments), "application/json", null, CancellationToken.None);
        await RoundsAsync(store, deployments, from: 86, count: 4);
        var latest = StoredJson.Write(ARound.At(ARound.Midnight, deployments), ReportJson.Default.HealthSnapshot).ToMemory().Length;
        var (most, bytes, read) = (0, 0L, 0L);
        for (var quarter = 90; quarter < 94; quarter++)
        {
            store.Reset();
            await RoundsAsync(store, deployments, from: quarter, count: 1);
            most = Math.Max(most, store.Calls.Count);
            bytes += store.BytesWritten;
            read += store.BytesRead;
        }

        // Latest, round and list; once an hour the day is read and written, and four rounds are read and removed.
        Assert.Equal(13, most);
        Assert.InRange(bytes - (4 * latest), 0, (4 * 200L * deployments) + (24 * 60L * deployments) + 10_000);
        Assert.InRange(read, 0, (4 * 200L * deployments) + (24 * 60L * deployments) + 10_000);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(5000)]
    public async Task A_report_reads_days_and_the_current_hour_and_its_memory_is_bounded(int deployments)
    {
        var store = new CountingStore(_memory);
        await SevenDaysAsync(store, deployments);
        store.Reset();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var series = await new HealthRecords(store).ReadSeriesAsync(Today, 7, CancellationToken.None);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(deployments, series.Count);
        Assert.All(series, one => Assert.Equal((96 * 6) + 3, one.CheckCount));
        Assert.InRange(store.Calls.Count, 8, 11);
        Assert.InRange(series.Sum(one => one.Points.Count), deployments, 42_000);
        Assert.InRange(allocated, 0, 4_000_000 + (40_000L * deployments));
    }

    [Fact]
    public async Task A_webhook_round_reads_no_history()
    {
        var store = new CountingStore(_memory);
        await RoundsAsync(store, deployments: 50, from: 0, count: 9);
        store.Reset();

        var report = await new ReportBuilder(store, new HandClock()).BuildWithoutTrendsAsync(new ReportSchedules(), CancellationToken.None);

        Assert.NotNull(report.Health);
        Assert.Empty(report.Trends);
        Assert.DoesNotContain(
            store.Calls,
            call => call.Contains("health/days/", StringComparison.Ordinal) || call.Contains("health/rounds/", StringComparison.Ordinal)
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task RoundsAsync(IDocumentStore store, int deployments, int from, int count, Func<int, ProbeStatus>? status = null)
    {
        foreach (var quarter in Enumerable.Range(from, count))
        {
            await new HealthRecords(store).WriteAsync(
                ARound.At(ARound.Midnight.AddMinutes(15 * quarter), deployments, status?.Invoke(quarter) ?? ProbeStatus.Healthy),
                CancellationToken.None
            );
        }
    }

    private static BinaryData FullDay(int deployments)
    {
        int[] row = [.. Enumerable.Range(0, 24).SelectMany(hour => new[] { 11, hour, 4, 0, 0, 0, 0, 36, 400, 401, 402, 403 })];
        var day = new DayTallies
        {
            Rounds = [.. Enumerable.Range(0, 96).Select(quarter => $"{quarter / 4:00}/{quarter % 4 * 15:00}00000-0123456789ab")],
            Apis =
            [
                .. Enumerable
                    .Range(0, deployments)
                    .Chunk(5)
                    .Select(some => new ApiTallies(
                        ARound.Id(some[0])[..^"model-0".Length],
                        $"account-{some[0] / 5:0000}-openai",
                        [.. some.Select(number => new DeploymentTallies($"model-{number % 5}", new(row)))]
                    )),
            ],
        };
        return StoredJson.Write(day, HistoryJson.Default.DayTallies);
    }

    // Six full days and three rounds of today.
    private async Task SevenDaysAsync(IDocumentStore store, int deployments)
    {
        await _memory.WriteAsync("health/days/2026-11-29.json", FullDay(deployments), "application/json", null, CancellationToken.None);
        await RoundsAsync(store, deployments, from: 0, count: 3);
        var full = (await store.ReadAsync("health/days/2026-11-29.json", CancellationToken.None))!.Content;
        for (var day = 24; day <= 28; day++)
        {
            await store.WriteAsync($"health/days/2026-11-{day}.json", full, "application/json", null, CancellationToken.None);
        }
    }

    private static async Task<IEnumerable<int>> CountsAsync(IDocumentStore store) =>
        (await new HealthRecords(store).ReadSeriesAsync(Today, 7, CancellationToken.None)).Select(series => series.CheckCount);

    private async Task<ReportDocument> ReportAsync()
    {
        var report = await new ReportBuilder(_memory, new At(ARound.Midnight.AddHours(12))).BuildAsync(CancellationToken.None);
        return report with { Attention = [.. report.Attention.Where(attention => attention.Subject == "health/")] };
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
