using System.Text.Json;
using Importer.Gateway;
using Importer.Health;
using Importer.Reports;
using Importer.Runs;

namespace Importer.Tests.Reports;

public sealed class RunReasonsTests
{
    public static TheoryData<string, RunReport, string> Unfinished =>
        new()
        {
            { "refused", ARun.Of(outcome: RunOutcome.Refused) with { Error = "would delete 5 of 6" }, "would delete 5 of 6" },
            {
                "failed step",
                Partial with
                {
                    Steps =
                    [
                        ARun.Step(ChangeKind.Create, ResourceKind.Role, StepOutcome.Failed) with
                        {
                            Reason = "403 AuthorizationFailed",
                        },
                    ],
                },
                "role contoso-openai: 403 AuthorizationFailed"
            },
            {
                "held back",
                Partial with
                {
                    Steps =
                    [
                        ARun.Step(ChangeKind.Update, ResourceKind.Api, StepOutcome.HeldBack) with
                        {
                            Reason = "the backend is not there",
                        },
                    ],
                },
                "API contoso-openai: the backend is not there"
            },
            {
                "unread",
                Partial with
                {
                    SetAside = [new(ARun.Account, "403 on the account") { Kind = SetAsideKind.Unread }],
                },
                "contoso: 403 on the account"
            },
            {
                "conflict",
                Partial with
                {
                    SetAside = [new(ARun.Account, "the path is taken") { Kind = SetAsideKind.Conflict }],
                },
                "contoso: the path is taken"
            },
            { "on its way", Partial with { SetAside = [new(ARun.Account, "is Creating") { MayPass = true }] }, "contoso: is Creating" },
            {
                "broken",
                Partial with
                {
                    Probes =
                    [
                        AReport.Probe("a", ProbeStatus.Unhealthy) with
                        {
                            Cause = "the model failed",
                        },
                        AReport.Probe("b", ProbeStatus.Unhealthy) with
                        {
                            Cause = "the model failed",
                        },
                    ],
                },
                "contoso/a, contoso/b: the model failed"
            },
            {
                "covered",
                Partial with
                {
                    CoveredBy = "run-00000009",
                },
                "run run-00000009 did the work of this one, and its record says why"
            },
            { "secret", ARun.Of(outcome: RunOutcome.Failed) with { Error = "sent Bearer abc.def" }, "sent Bearer (removed)" },
        };

    private static RunReport Partial => ARun.Of(outcome: RunOutcome.Partial);

    [Theory]
    [MemberData(nameof(Unfinished))]
    public void A_run_that_did_not_end_in_full_success_says_why_in_its_data_and_in_the_list(string name, RunReport run, string reason)
    {
        var json = JsonSerializer.SerializeToNode(new RunList([run]), ReportJson.Default.RunList)!;
        var report = new ReportDocument { GeneratedAt = ARun.Time, Runs = [run] };

        Assert.True(
            json["runs"]![0]!["reasons"]!.AsArray().Select(each => (string?)each).SequenceEqual([reason]),
            $"{name}: {json["runs"]![0]!["reasons"]}"
        );
        Assert.Contains(reason.Replace("(removed)", "", StringComparison.Ordinal), ReportMarkdown.Write(report), StringComparison.Ordinal);
    }

    [Fact]
    public void What_succeeded_or_has_not_ended_has_no_reasons()
    {
        Assert.Empty((ARun.Of() with { SetAside = [new(ARun.Account, "left out")] }).Reasons);
        Assert.Empty((ARun.Of(outcome: null) with { Error = "not yet" }).Reasons);
    }

    [Fact]
    public void What_is_left_out_by_choice_is_no_reason() =>
        Assert.Empty(
            (
                Partial with
                {
                    SetAside =
                    [
                        new(ARun.Account, "left out: tag"),
                        new("x", "stays") { Kind = SetAsideKind.Kept },
                        new("y", "leaves") { Kind = SetAsideKind.Leaving, LeavesAt = ARun.Time },
                    ],
                }
            ).Reasons
        );
}
