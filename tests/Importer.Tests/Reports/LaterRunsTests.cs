using Importer.Gateway;
using Importer.Health;
using Importer.Reports;
using Importer.Runs;

namespace Importer.Tests.Reports;

public sealed class LaterRunsTests
{
    private static readonly HealthCheck Broken = AReport.Check(
        "a",
        ProbeStatus.Unhealthy,
        CauseCode.RoleMissing,
        "the role is missing",
        "grant it"
    );

    private static readonly DriftItem Edited = new()
    {
        Kind = DriftKind.Changed,
        Resource = "policy contoso-openai",
        Differences = [new("x", "a", "b")],
        Action = DriftAction.Reported,
        Reason = "1 field(s) differ from the design",
    };

    [Fact]
    public async Task A_run_that_mends_a_deployment_clears_it_at_once()
    {
        var scene = AReport.Of(Broken);
        Assert.Single((await scene.BuildAsync()).Attention);
        scene.Runs.Add(AReport.Run("run-00000001", TimeSpan.FromMinutes(1)) with { Probes = [AReport.Probe("a", ProbeStatus.Healthy)] });

        var report = await scene.BuildAsync();

        Assert.Empty(report.Attention);
        Assert.Equal((ProofState.Proven, 1, 0), (report.Proof!.State, report.Health!.Summary.Healthy, report.Health.Summary.Unhealthy));
        Assert.Equal(AReport.Now.AddMinutes(-5), report.Health.GeneratedAt);
    }

    [Fact]
    public async Task A_run_of_before_the_round_clears_nothing()
    {
        var scene = AReport.Of(Broken);
        scene.Runs.Add(AReport.Run("run-00000001", TimeSpan.FromMinutes(10)) with { Probes = [AReport.Probe("a", ProbeStatus.Healthy)] });

        Assert.Single((await scene.BuildAsync()).Attention);
    }

    [Fact]
    public async Task A_plan_clears_nothing_and_a_test_call_that_was_not_made_neither()
    {
        var scene = AReport.Of(Broken);
        scene.Runs.Add(
            AReport.Run("run-00000001", TimeSpan.FromMinutes(1)) with
            {
                Mode = RunMode.Plan,
                Probes = [AReport.Probe("a", ProbeStatus.Healthy)],
                Scope = "/elsewhere",
            }
        );
        scene.Runs.Add(
            AReport.Run("run-00000002", TimeSpan.FromMinutes(1)) with
            {
                Probes = [AReport.Probe("a", ProbeStatus.Skipped)],
                Scope = "/elsewhere",
            }
        );

        Assert.Single((await scene.BuildAsync()).Attention);
    }

    [Fact]
    public async Task What_a_run_finds_broken_is_told_without_waiting_for_the_round_and_keeps_when_it_began()
    {
        var scene = AReport.Of(Broken with { UnhealthySince = AReport.Now.AddDays(-2) }, AReport.Healthy("b"));
        scene.Runs.Add(
            AReport.Run("run-00000001", TimeSpan.FromMinutes(1)) with
            {
                Probes =
                [
                    AReport.Probe("a", ProbeStatus.Unhealthy) with
                    {
                        Cause = "other words",
                    },
                    AReport.Probe("b", ProbeStatus.Unhealthy) with
                    {
                        Cause = "failed",
                    },
                ],
            }
        );

        var attention = (await scene.BuildAsync()).Attention;

        Assert.Equal([AReport.Now.AddDays(-2), AReport.Now.AddMinutes(-1)], attention.Select(item => item.Since));
    }

    [Fact]
    public async Task A_deployment_whose_API_was_withdrawn_is_gone_at_once()
    {
        var scene = AReport.Of(Broken, AReport.Healthy("b") with { Api = "other" });
        scene.Runs.Add(
            AReport.Run("run-00000001", TimeSpan.FromMinutes(1)) with
            {
                Scope = "/elsewhere",
                Steps = [ARun.Step(ChangeKind.Delete, ResourceKind.Api, StepOutcome.Done)],
            }
        );

        var report = await scene.BuildAsync();

        Assert.Empty(report.Attention);
        Assert.Equal((1, 1), (report.Proof!.Deployments, report.Proof.Proven));
    }

    [Theory]
    [InlineData(false, RunOutcome.Succeeded, 0)]
    [InlineData(true, RunOutcome.Succeeded, 1)]
    [InlineData(false, RunOutcome.Failed, 1)]
    public async Task A_deployment_that_a_whole_reading_no_longer_found_is_gone_and_one_that_could_not_be_read_is_not(
        bool isUnread,
        RunOutcome outcome,
        int told
    )
    {
        var scene = AReport.Of(Broken, AReport.Healthy("b"));
        scene.Runs.Add(
            AReport.Run("run-00000001", TimeSpan.FromMinutes(1), outcome) with
            {
                Scope = AReport.Account,
                Decisions =
                [
                    new RunDecision($"{AReport.Account}/deployments/b", "contoso-openai", Deployments.Compatibility.AzureOpenAI, "x"),
                ],
                SetAside = isUnread ? [new RunSetAside("/subscriptions/other", "403") { Kind = SetAsideKind.Unread }] : [],
                Error = outcome == RunOutcome.Failed ? "no" : null,
            }
        );

        Assert.Equal(told, (await scene.BuildAsync()).Attention.Count(item => item.Subject == Broken.Deployment));
    }

    [Fact]
    public async Task A_run_that_writes_what_drifted_clears_it_at_once_and_the_check_is_in_sync()
    {
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Drift = scene.Drift! with { InSync = false, Items = [Edited] };
        Assert.Single((await scene.BuildAsync()).Attention);
        scene.Runs.Add(
            AReport.Run("run-00000001", TimeSpan.FromMinutes(1)) with
            {
                Scope = AReport.Account,
                Steps = [ARun.Step(ChangeKind.Update, ResourceKind.Policy, StepOutcome.Done)],
            }
        );

        var report = await scene.BuildAsync();

        Assert.Empty(report.Attention);
        Assert.True(report.Drift!.InSync);
        Assert.Equal(DriftAction.Repaired, report.Drift.Items[0].Action);
        Assert.Contains("run-00000001", report.Drift.Items[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StepOutcome.Failed)]
    [InlineData(StepOutcome.Planned)]
    [InlineData(StepOutcome.HeldBack)]
    public async Task A_run_that_did_not_write_it_clears_nothing(StepOutcome outcome)
    {
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Drift = scene.Drift! with { InSync = false, Items = [Edited] };
        scene.Runs.Add(
            AReport.Run("run-00000001", TimeSpan.FromMinutes(1)) with
            {
                Steps = [ARun.Step(ChangeKind.Update, ResourceKind.Policy, outcome)],
                Decisions =
                [
                    new RunDecision($"{AReport.Account}/deployments/a", "contoso-openai", Deployments.Compatibility.AzureOpenAI, "x"),
                ],
            }
        );

        Assert.Single((await scene.BuildAsync()).Attention);
    }

    [Fact]
    public async Task A_check_that_could_not_see_everything_stays_out_of_sync_whatever_is_mended()
    {
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Drift = scene.Drift! with { InSync = false, IsComplete = false, Items = [Edited] };
        scene.Runs.Add(
            AReport.Run("run-00000001", TimeSpan.FromMinutes(1)) with
            {
                Scope = AReport.Account,
                Steps = [ARun.Step(ChangeKind.Update, ResourceKind.Policy, StepOutcome.Done)],
            }
        );

        Assert.False((await scene.BuildAsync()).Drift!.InSync);
    }

    [Fact]
    public async Task What_was_set_aside_and_is_no_more_is_cleared_by_the_run_that_looked_there()
    {
        var conflict = new RunSetAside(AReport.Account, "the path belongs to another API") { Kind = SetAsideKind.Conflict };
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Health = scene.Health! with { SetAside = [conflict] };
        var run = AReport.Run("run-00000001", TimeSpan.FromMinutes(1)) with
        {
            Scope = AReport.Account,
            Decisions = [new RunDecision($"{AReport.Account}/deployments/a", "contoso-openai", Deployments.Compatibility.AzureOpenAI, "x")],
        };
        scene.Runs.Add(run with { SetAside = [conflict] });
        Assert.Single((await scene.BuildAsync()).Attention);

        scene.Runs[0] = run;
        Assert.Empty((await scene.BuildAsync()).Attention);
    }
}
