using Importer.Gateway;
using Importer.Health;
using Importer.Notifications;
using Importer.Reports;
using Importer.Runs;

namespace Importer.Tests.Reports;

public sealed class ReportAttentionTests
{
    [Fact]
    public async Task One_cause_with_22_symptoms_is_one_item_with_22_names()
    {
        HealthCheck[] broken =
        [
            .. Enumerable
                .Range(0, 22)
                .Select(each =>
                    AReport.Check(
                        $"model-{each}",
                        ProbeStatus.Unhealthy,
                        CauseCode.RoleMissing,
                        $"the gateway's identity lacks the role on account contoso (HTTP 401 PermissionDenied: request {each})",
                        "grant the role"
                    ) with
                    {
                        UnhealthySince = AReport.Now.AddHours(-each - 1),
                    }
                ),
        ];
        var report = await AReport.Of(broken).BuildAsync();

        var item = Assert.Single(report.Attention);
        Assert.Equal(22, item.Names.Distinct().Count());
        Assert.Equal(
            (
                AReport.Account,
                "22 deployments: the gateway's identity lacks the role on account contoso; called through contoso-openai",
                "grant the role",
                AReport.Now.AddHours(-22)
            ),
            (item.Subject, item.What, item.Fix, item.Since)
        );
        Assert.Equal("1 action required; 0 of 22 deployments proven", report.Proof!.Headline);
        Assert.Contains("contoso/model-21", ReportMarkdown.Write(report), StringComparison.Ordinal);
        Assert.Equal(22, WebhookMessages.SubjectsOf(item).Count);
    }

    [Fact]
    public async Task Two_causes_are_two_items()
    {
        var report = await AReport
            .Of(
                AReport.Check("a", ProbeStatus.Unhealthy, CauseCode.RoleMissing, "x", "grant the role"),
                AReport.Check("b", ProbeStatus.Unhealthy, CauseCode.RoleMissing, "x", "grant the role on the other account"),
                AReport.Check("c", ProbeStatus.Unhealthy, CauseCode.ModelFault, "x", "grant the role")
            )
            .BuildAsync();

        Assert.Equal(3, report.Attention.Count);
        Assert.All(report.Attention, item => Assert.Empty(item.Names));
    }

    [Fact]
    public async Task Missing_resources_in_the_same_words_are_one_item_and_edits_stay_apart()
    {
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Drift = scene.Drift! with
        {
            InSync = false,
            Items =
            [
                .. Enumerable.Range(0, 5).Select(each => Item(DriftKind.Missing, $"API a{each}")),
                Item(DriftKind.Changed, "API b") with
                {
                    Differences = [new FieldDifference("path", "a", "b")],
                },
                Item(DriftKind.Changed, "API c") with
                {
                    Differences = [new FieldDifference("path", "a", "b")],
                },
            ],
        };

        Assert.Equal([5, 0, 0], (await scene.BuildAsync()).Attention.Select(item => item.Names.Count));
    }

    [Fact]
    public void Drift_is_told_since_it_was_first_found_over_changed_words_failed_checks_and_restarts()
    {
        var began = ARun.Time;
        var found = DriftReports.From(WithStep("a"), began);
        var again = DriftReports.From(WithStep("other words"), began.AddHours(1), Stored(found));
        var stopped = DriftReports.From(ARun.Of(outcome: RunOutcome.Failed) with { Error = "403" }, began.AddHours(2), Stored(again));
        var stoppedAgain = DriftReports.From(
            ARun.Of(outcome: RunOutcome.Failed) with
            {
                Error = "404",
            },
            began.AddHours(3),
            Stored(stopped)
        );
        var after = DriftReports.From(WithStep("a"), began.AddHours(4), Stored(stoppedAgain));

        Assert.Equal(
            [began, began, began, began, began],
            new[] { found, again, stopped, stoppedAgain, after }.Select(check => Assert.Single(check.Items).Since)
        );
        Assert.Equal((began.AddHours(2), began.AddHours(1), false), (stoppedAgain.ErrorSince, stoppedAgain.CheckedAt, stoppedAgain.InSync));
        Assert.Null(after.ErrorSince);
    }

    [Fact]
    public void Drift_that_was_put_right_and_comes_back_began_anew()
    {
        var found = DriftReports.From(WithStep("a"), ARun.Time);
        var clean = DriftReports.From(ARun.Of(), ARun.Time.AddHours(1), Stored(found));

        Assert.Equal(ARun.Time.AddHours(2), DriftReports.From(WithStep("a"), ARun.Time.AddHours(2), Stored(clean)).Items[0].Since);
    }

    [Fact]
    public async Task Runs_that_fail_one_after_the_other_are_told_since_the_first()
    {
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Runs.Add(AReport.Run("20261121-000001-aaaa", TimeSpan.FromHours(5), RunOutcome.Failed) with { Error = "403" });
        scene.Runs.Add(AReport.Run("20261121-000002-aaaa", TimeSpan.FromHours(4)));
        scene.Runs.Add(AReport.Run("20261121-000003-aaaa", TimeSpan.FromHours(3), RunOutcome.Failed) with { Error = "403" });
        scene.Runs.Add(AReport.Run("20261121-000004-aaaa", TimeSpan.FromHours(2), RunOutcome.Failed) with { Error = "another 403" });

        Assert.Equal(
            ("run 20261121-000004-aaaa", AReport.Now.AddHours(-3)),
            ((await scene.BuildAsync()).Attention.Single().Subject, (await scene.BuildAsync()).Attention.Single().Since)
        );
    }

    private static RunReport WithStep(string reason) =>
        ARun.Of() with
        {
            Steps = [ARun.Step(ChangeKind.Update, ResourceKind.Policy, StepOutcome.Failed) with { Reason = reason }],
        };

    // As the next process reads it.
    private static DriftReport Stored(DriftReport check) =>
        System.Text.Json.JsonSerializer.Deserialize(
            System.Text.Json.JsonSerializer.Serialize(check, ReportJson.Default.DriftReport),
            ReportJson.Default.DriftReport
        )!;

    private static DriftItem Item(DriftKind kind, string resource) =>
        new()
        {
            Kind = kind,
            Resource = resource,
            Differences = [],
            Action = DriftAction.Reported,
            Reason = "designed, and not there",
        };
}
