using System.Text.Json;
using Importer.Health;
using Importer.Reports;

namespace Importer.Tests.Reports;

public sealed class ReportProofTests
{
    [Fact]
    public async Task Only_when_every_deployment_was_proven_within_its_schedule_is_it_proven()
    {
        var report = await AReport.Of(AReport.Healthy("a"), AReport.Healthy("b", TimeSpan.FromMinutes(25))).BuildAsync();

        Assert.Equal(
            (ProofState.Proven, "All 2 deployments are proven; the oldest proof is 25 minutes old"),
            (report.Proof!.State, report.Proof.Headline)
        );
        Assert.Equal((2, 2, AReport.Now.AddMinutes(-25)), (report.Proof.Deployments, report.Proof.Proven, report.Proof.OldestProofAt));
        Assert.Empty(report.Proof.Gaps);
    }

    // Each of them stands beside a deployment that is proven, and with a drift check that found nothing.
    public static TheoryData<string, ProbeStatus, CauseCode?, int?, string> NotProven =>
        new()
        {
            { "skipped by choice", ProbeStatus.Skipped, CauseCode.NotTested, null, "not tested" },
            { "paused", ProbeStatus.Skipped, CauseCode.DeploymentPaused, 5, "not tested" },
            { "pending", ProbeStatus.Pending, CauseCode.RoleMissing, null, "pending" },
            { "budget used up", ProbeStatus.Skipped, CauseCode.BudgetSpent, 10, "not tested" },
            { "stale", ProbeStatus.Healthy, null, 41, "proven too long ago" },
            { "stale over a limit", ProbeStatus.Throttled, CauseCode.ModelThrottled, 300, "proven too long ago" },
            { "never, though called healthy", ProbeStatus.Healthy, null, null, "never proven" },
            { "in the future", ProbeStatus.Healthy, null, -90, "a clock is wrong" },
        };

    [Theory]
    [MemberData(nameof(NotProven))]
    public async Task Nothing_else_is_proven(string name, ProbeStatus status, CauseCode? code, int? minutesAgo, string why)
    {
        var check = AReport.Check("b", status, code, "because of that") with
        {
            HealthyAt = minutesAgo is { } minutes ? AReport.Now.AddMinutes(-minutes) : null,
        };
        var report = await AReport.Of(AReport.Healthy("a"), check).BuildAsync();

        Assert.True(report.Proof!.State == ProofState.Unproven, name);
        Assert.StartsWith("The proof covers 1 of 2 deployments; ", report.Proof.Headline, StringComparison.Ordinal);
        Assert.Contains(
            report.Proof.Gaps,
            gap => gap.Contains(why, StringComparison.Ordinal) && gap.EndsWith(": contoso/b", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_headline_says_how_old_the_oldest_proof_is_and_who_has_none()
    {
        var report = await AReport
            .Of(
                AReport.Healthy("a"),
                AReport.Healthy("b", TimeSpan.FromHours(3.5)),
                AReport.Check("c", ProbeStatus.Skipped, CauseCode.BudgetSpent, "no turn")
            )
            .BuildAsync();

        Assert.Equal("The proof covers 1 of 3 deployments; the oldest proof is 3 hours old, 1 was never proven", report.Proof!.Headline);
        Assert.Equal((long)TimeSpan.FromHours(3.5).TotalSeconds, report.Proof.OldestProofSeconds);
    }

    [Fact]
    public async Task A_deployment_is_proven_when_every_API_of_it_is()
    {
        var report = await AReport.Of(AReport.Healthy("a"), AReport.Healthy("a", TimeSpan.FromDays(3)) with { Api = "other" }).BuildAsync();

        Assert.Equal((1, 0), (report.Proof!.Deployments, report.Proof.Proven));
    }

    [Fact]
    public async Task What_is_imported_and_was_never_tested_counts_and_is_not_proven()
    {
        var scene = AReport.Of(AReport.Healthy("a"), AReport.Healthy("b"));
        scene.Health = scene.Health! with { Checks = [scene.Health.Checks[0]] };

        Assert.StartsWith("The proof covers 1 of 2 deployments", (await scene.BuildAsync()).Proof!.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_knows_the_schedule_nothing_is_within_it()
    {
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Schedules = new ReportSchedules();

        Assert.Equal(ProofState.Unproven, (await scene.BuildAsync()).Proof!.State);
    }

    [Fact]
    public async Task Drift_that_was_never_checked_is_not_good_news()
    {
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Drift = null;

        var proof = (await scene.BuildAsync()).Proof!;

        Assert.Equal((ProofState.Unproven, "The one deployment is proven, but drift was never checked"), (proof.State, proof.Headline));
        Assert.Contains("no drift check yet; due every hour", proof.Gaps);
    }

    [Fact]
    public async Task A_check_that_could_not_see_everything_is_not_good_news()
    {
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Drift = scene.Drift! with { InSync = false, IsComplete = false };

        Assert.Equal(ProofState.Unproven, (await scene.BuildAsync()).Proof!.State);
    }

    [Fact]
    public async Task Nothing_imported_is_not_good_news()
    {
        var proof = (await AReport.Of().BuildAsync()).Proof!;

        Assert.Equal((ProofState.NothingImported, "Nothing is imported"), (proof.State, proof.Headline));
    }

    [Fact]
    public async Task What_needs_a_person_is_told_with_what_is_proven()
    {
        var proof = (
            await AReport
                .Of(AReport.Healthy("a"), AReport.Check("b", ProbeStatus.Unhealthy, CauseCode.ModelFault, "the model failed", "wait"))
                .BuildAsync()
        ).Proof!;

        Assert.Equal((ProofState.ActionRequired, "1 action required; 1 of 2 deployments proven"), (proof.State, proof.Headline));
    }

    [Fact]
    public async Task A_part_that_is_late_or_dated_in_the_future_needs_a_person()
    {
        var late = AReport.Of(AReport.Healthy("a"));
        late.Drift = late.Drift! with { GeneratedAt = AReport.Now.AddHours(-5), CheckedAt = AReport.Now.AddHours(-5) };
        var ahead = AReport.Of(AReport.Healthy("a"));
        ahead.Health = ahead.Health! with { GeneratedAt = AReport.Now.AddHours(2) };

        var item = Assert.Single((await late.BuildAsync()).Attention);
        Assert.Equal(("drift check", "no drift check since 2026-11-21 05:00 UTC (5 hours ago); due every hour"), (item.Subject, item.What));
        item = Assert.Single((await ahead.BuildAsync()).Attention);
        Assert.Equal(
            ("test calls", "test calls dated 2026-11-21 12:00 UTC, which is 2 hours in the future: a clock is wrong; due every 15 minutes"),
            (item.Subject, item.What)
        );
    }

    [Fact]
    public async Task A_round_that_was_stopped_is_no_round()
    {
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Health = scene.Health! with
        {
            Error = "403",
            History = [new RoundSummary(AReport.Now.AddHours(-4), scene.Health.Summary, 1, 9, 12)],
        };

        Assert.Equal(
            (PartState.Late, AReport.Now.AddHours(-4)),
            ((await scene.BuildAsync()).Parts[0].State, (await scene.BuildAsync()).Parts[0].At)
        );
    }

    [Fact]
    public async Task Data_page_and_Markdown_carry_headline_and_ages()
    {
        var scene = AReport.Of(AReport.Healthy("a", TimeSpan.FromHours(3)));
        scene.Drift = scene.Drift! with { SweptAt = AReport.Now.AddMinutes(-20) };
        var report = await scene.BuildAsync();

        var json = JsonSerializer.SerializeToNode(report, ReportJson.Default.ReportDocument)!;
        Assert.Equal(
            ("unproven", 1, 0, 3 * 3600),
            (
                (string?)json["proof"]!["state"],
                (int)json["proof"]!["deployments"]!,
                (int)json["proof"]!["proven"]!,
                (int)json["proof"]!["oldestProofSeconds"]!
            )
        );
        Assert.Equal(
            ["test calls", "drift check", "sweep", "written report"],
            json["parts"]!.AsArray().Select(part => (string?)part!["name"])
        );
        var drift = json["parts"]![1]!.AsObject();
        Assert.Equal(
            ("current", 20 * 60, 3600, "DriftSchedule"),
            ((string?)drift["state"], (int)drift["ageSeconds"]!, (int)drift["everySeconds"]!, (string?)drift["setting"])
        );
        var markdown = ReportMarkdown.Write(report);
        Assert.Contains("**The proof covers 0 of 1 deployment; the oldest proof is 3 hours old**", markdown, StringComparison.Ordinal);
        Assert.Contains("last drift check 2026-11-21 09:40 UTC (20 minutes ago); due every hour", markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(480, 5, "5 deployments every 15 minutes, or 480 once a day", false)]
    [InlineData(95, 0, "0 deployments every 15 minutes, or 95 once a day", true)]
    public async Task The_report_says_how_many_deployments_the_budget_covers(int perDay, int covered, string words, bool isGap)
    {
        var scene = AReport.Of(AReport.Healthy("a"), AReport.Healthy("b"));
        scene.Health = scene.Health! with { Budget = new HealthBudget(1, 20_000, 1, 5_000) { ProofsPerDay = perDay } };

        var proof = (await scene.BuildAsync()).Proof!;

        Assert.Equal(covered, proof.BudgetDeployments);
        Assert.Contains(words, proof.BudgetCovers, StringComparison.Ordinal);
        Assert.Equal(isGap, proof.Gaps.Contains(proof.BudgetCovers!));
        Assert.Equal(isGap, proof.BudgetCovers!.Contains("raise Health.TokensPerDay", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_run_proved_before_the_first_round_counts()
    {
        var scene = new AReport { Drift = AReport.InSync() };
        scene.Runs.Add(AReport.Run("run-00000001", TimeSpan.FromMinutes(3)) with { Probes = [AReport.Probe("a", ProbeStatus.Healthy)] });

        Assert.Equal((1, 1), ((await scene.BuildAsync()).Proof!.Deployments, (await scene.BuildAsync()).Proof!.Proven));
    }
}
