using Functions.Settings;
using Importer.Configuration;
using Importer.Reports;
using Importer.Runs;

namespace Functions.Tests.Settings;

public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 14, 6, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0 7 * * * *", "2026-03-14T07:07:00Z")]
    [InlineData("30 4 * * *", "2026-03-15T04:30:00Z")]
    [InlineData("01:00:00", "2026-03-14T07:30:00Z")]
    [InlineData(" 0  0 6 * * Mon-Fri ", "2026-03-16T06:00:00Z")]
    public void What_the_host_reads_is_read(string text, string next)
    {
        var faults = new List<SettingFault>();

        var schedule = Schedule.Read(Schedule.Drift, text, faults);

        Assert.Empty(faults);
        Assert.Equal(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), schedule!.After(Morning));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("hourly")]
    [InlineData("0 7 * * *  * *")]
    [InlineData("0 61 * * * *")]
    [InlineData("%DriftSchedule%")]
    [InlineData("00:00:00")]
    [InlineData("7")]
    public void What_the_host_would_pass_over_is_a_fault(string? text)
    {
        var faults = new List<SettingFault>();

        Assert.Null(Schedule.Read(Schedule.Drift, text, faults));
        Assert.Equal(Schedule.Drift, Assert.Single(faults).Path);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(30, 1)]
    public async Task A_drift_check_that_has_not_come_for_too_long_is_told_in_the_report(int hoursAgo, int told)
    {
        await using var app = new AppUnderTest(app: WithSchedules());
        var generatedAt = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(hoursAgo);
        await app.Store.WriteAsync(
            "drift/latest.json",
            BinaryData.FromString($$"""{"generatedAt":"{{generatedAt:O}}","runId":"run-00000001","inSync":true,"items":[]}"""),
            "application/json",
            null,
            CancellationToken.None
        );

        var items = (await app.AttentionAsync()).Where(item => (string?)item["subject"] == "drift check").ToList();

        Assert.Equal(told, items.Count);
        Assert.All(
            items,
            item =>
            {
                Assert.StartsWith($"no drift check since {generatedAt:yyyy-MM-dd HH:mm}", (string?)item["what"], StringComparison.Ordinal);
                Assert.Contains("DriftSchedule", (string?)item["fix"], StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task A_drift_check_that_never_came_is_told_once_runs_are_old_enough()
    {
        await using var app = new AppUnderTest(app: WithSchedules());
        Assert.DoesNotContain(await app.AttentionAsync(), item => (string?)item["subject"] == "drift check");
        await new RunRecords(app.Store).FinishAsync(
            new RunReport
            {
                Id = "run-00000001",
                Reason = RunReason.Event,
                Mode = RunMode.Apply,
                Outcome = RunOutcome.Succeeded,
                StartedAt = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(9),
            },
            CancellationToken.None
        );

        Assert.Contains(
            await app.AttentionAsync(),
            item => ((string?)item["what"])!.StartsWith("no drift check on record", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(DriftMode.Import, "test calls, drift check, sweep, written report")]
    [InlineData(DriftMode.Report, "test calls, drift check, written report")]
    public async Task The_data_of_the_report_says_what_is_proven_and_how_old_each_part_is_against_its_schedule(DriftMode mode, string names)
    {
        await using var app = new AppUnderTest(AppUnderTest.Settings with { Drift = mode }, app: WithSchedules());

        var answer = await app.SendHttpAsync<Functions.Triggers.Reports>(
            (function, request, token) => function.DataAsync(request, token),
            AppUnderTest.RequestOf(null, null, "")
        );

        Assert.Equal(
            ("unproven", "Nothing has been tested yet"),
            ((string?)answer.HttpJson["proof"]!["state"], (string?)answer.HttpJson["proof"]!["headline"])
        );
        var parts = answer.HttpJson["parts"]!.AsArray();
        Assert.Equal(names, string.Join(", ", parts.Select(part => (string?)part!["name"])));
        Assert.Equal(
            ("TestCallsSchedule", "0 */15 * * * *", 900, "never"),
            ((string?)parts[0]!["setting"], (string?)parts[0]!["schedule"], (int)parts[0]!["everySeconds"]!, (string?)parts[0]!["state"])
        );
    }

    private static AppSettings WithSchedules() =>
        AppSettings.Read(
            AppContext.BaseDirectory,
            name =>
                name switch
                {
                    Schedule.Drift => "0 7 * * * *",
                    Schedule.TestCalls => "0 */15 * * * *",
                    Schedule.HealthReport => "0 0 6 * * *",
                    _ => null,
                }
        );
}
