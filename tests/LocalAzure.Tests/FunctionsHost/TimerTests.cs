using System.Text.Json.Nodes;
using LocalAzure.FunctionsHost;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.Tests.FunctionsHost;

public sealed class TimerTests
{
    [Fact]
    public async Task A_timer_fires_when_the_clock_passes_its_schedule_and_remembers_when()
    {
        using var app = new AppFolder().WithTimer(schedule: "0 0 * * * *");
        await using var host = await HostUnderTest.StartAsync(app);
        Assert.False(host.Script.HasMore);

        host.Cloud.Clock.Advance(TimeSpan.FromHours(1));
        var first = await host.Script.NextAsync();
        await UntilScheduledAsync(host, after: Status(first, "Next"));
        host.Cloud.Clock.Advance(TimeSpan.FromHours(1));
        var second = await host.Script.NextAsync();

        Assert.False((bool)first.Data!["IsPastDue"]!);
        Assert.Equal(DateTimeOffset.MinValue, Status(first, "Last"));
        Assert.True(Status(second, "Last") >= Status(first, "Next"));
        Assert.True(Status(second, "Next") >= Status(first, "Next").AddHours(1));
        Assert.Equal((0, 0), (Status(second, "Next").Minute, Status(second, "Next").Second));
    }

    [Fact]
    public async Task A_timer_never_overlaps_itself()
    {
        using var app = new AppFolder().WithTimer(schedule: "0 * * * * *");
        var release = new TaskCompletionSource();
        await using var host = await HostUnderTest.StartAsync(
            app,
            new WorkerScript
            {
                Reply = async (_, stopped) =>
                {
                    await release.Task.WaitAsync(HostUnderTest.Patience, stopped);
                    return WorkerReply.Done;
                },
            }
        );
        host.Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.Script.NextAsync();

        host.Cloud.Clock.Advance(TimeSpan.FromMinutes(5));
        using var other = await host.Client.GetAsync(new Uri("/no/such/route", UriKind.Relative));
        Assert.False(host.Script.HasMore);

        release.SetResult();
        await UntilScheduledAsync(host, after: host.Cloud.Clock.GetUtcNow());
        host.Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.Script.NextAsync();
    }

    [Fact]
    public async Task A_schedule_under_a_minute_and_one_without_monitor_have_no_status()
    {
        using var app = new AppFolder().WithTimer("Fast", "*/10 * * * * *").WithTimer("Blind", more: """, "useMonitor": false """);
        await using var host = await HostUnderTest.StartAsync(app);
        using var fast = await host.ByHandAsync("Fast", "");
        using var blind = await host.ByHandAsync("Blind", "");

        for (var i = 0; i < 2; i++)
        {
            var request = await host.Script.NextAsync();
            Assert.Null(request.Data!["ScheduleStatus"]);
        }
    }

    [Fact]
    public async Task A_time_span_runs_at_that_interval_and_knows_no_daylight_saving()
    {
        using var app = new AppFolder().WithTimer(schedule: "02:00:00");
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.Clock.Advance(TimeSpan.FromHours(2));

        Assert.False((bool)(await host.Script.NextAsync()).Data!["Schedule"]!["AdjustForDST"]!);
    }

    [Fact]
    public async Task An_occurrence_missed_while_down_is_made_up_for_once_and_marked()
    {
        using var app = new AppFolder().WithTimer(schedule: "0 0 3 * * *");
        using var data = new AppFolder();
        var timers = Path.Combine(data.Root, "cloud", "timers");
        Directory.CreateDirectory(timers);
        await File.WriteAllTextAsync(
            Path.Combine(timers, "Tick.json"),
            """{ "last": "2020-01-01T03:00:00+00:00", "next": "2020-01-02T03:00:00+00:00", "lastUpdated": "2020-01-01T03:00:00+00:00" }"""
        );
        await using var host = await HostUnderTest.StartAsync(
            app,
            with: options => options with { DataDirectory = Path.Combine(data.Root, "cloud") }
        );

        var request = await host.Script.NextAsync();

        Assert.True((bool)request.Data!["IsPastDue"]!);
        Assert.Equal(2020, Status(request, "Last").Year);
    }

    [Fact]
    public async Task Run_on_startup_fires_at_once()
    {
        using var app = new AppFolder().WithTimer(more: """, "runOnStartup": true """);
        await using var host = await HostUnderTest.StartAsync(app);

        Assert.False((bool)(await host.Script.NextAsync()).Data!["IsPastDue"]!);
    }

    [Fact]
    public async Task A_retry_policy_repeats_a_failed_run_and_counts_it()
    {
        var retry = new RpcRetryOptions
        {
            MaxRetryCount = 2,
            RetryStrategy = RpcRetryOptions.Types.RetryStrategy.FixedDelay,
            DelayInterval = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromMilliseconds(1)),
        };
        using var app = new AppFolder().WithTimer(more: """, "runOnStartup": true """, retry: retry);
        await using var host = await HostUnderTest.StartAsync(app, new WorkerScript { Answers = _ => WorkerReply.Failed() });

        for (var count = 0; count <= 2; count++)
        {
            var sent = (await host.Script.NextAsync()).Message.RetryContext;
            Assert.Equal((count, 2), (sent.RetryCount, sent.MaxRetryCount));
        }
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("every day")]
    [InlineData("")]
    public void What_is_no_schedule_is_not_taken_for_one(string text) => Assert.Null(TimerSchedule.TryParse(text));

    private static DateTimeOffset Status(WorkerRequest request, string property) =>
        DateTimeOffset.Parse((string)request.Data!["ScheduleStatus"]![property]!, null);

    // The run is over once the next occurrence is written down.
    private static async Task UntilScheduledAsync(HostUnderTest host, DateTimeOffset after)
    {
        var file = Path.Combine(host.Cloud.Options.DataDirectory, "timers", "Tick.json");
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (!await IsAfterAsync(file, after))
        {
            Assert.False(late.IsCancellationRequested);
        }
    }

    private static async Task<bool> IsAfterAsync(string file, DateTimeOffset after)
    {
        try
        {
            var json = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
            return DateTimeOffset.Parse((string)json["next"]!, null) > after;
        }
        catch (System.Text.Json.JsonException)
        {
            return false; // Being written.
        }
    }
}
