using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Storage;
using Importer.Tests.Fakes;

namespace Importer.Tests.Reports;

/// <summary>
/// A lease that holds the creation of an API up for longer than any run lasts requires action; one that is only busy does not.
/// </summary>
public sealed class HeldLeasesTests
{
    private static readonly string Lease = LeaseName.For("create", "contoso-openai");

    [Fact]
    public async Task A_run_whose_creation_is_held_up_says_by_which_lease_and_creates_nothing()
    {
        var scene = new Scene();
        scene.Source.Deploy("contoso", "gpt-4o");
        await scene.Leases.TryAcquireAsync(Lease, "somebody who never lets go", default);

        var run = await scene.RunAsync();

        Assert.Equal((true, Lease, "API contoso-openai"), (run.TryAgain, Assert.Single(run.Held!).Lease, run.Held![0].Of));
        Assert.DoesNotContain("PUT Api contoso-openai", scene.Gateway.Writes);
        scene.Leases.CutOff();
        Assert.Null((await scene.RunAsync()).Held);
    }

    [Fact]
    public async Task It_requires_action_with_the_lease_and_the_way_out_once_no_run_can_hold_it()
    {
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Runs.Add(Held("run-00000001", TimeSpan.FromMinutes(16)));

        var item = Assert.Single((await scene.BuildAsync()).Attention);

        Assert.Equal(("API contoso-openai", AReport.Now.AddMinutes(-16)), (item.Subject, item.Since!.Value));
        Assert.Contains(
            $"the lease {Lease} in the report store is held for longer than any run lasts; it is not created meanwhile",
            item.What,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"az storage blob lease break --auth-mode login --account-name <storage account> --container-name <container> --blob-name {Lease};",
            item.Fix,
            StringComparison.Ordinal
        );
        Assert.Contains(Lease, ReportMarkdown.Write(await scene.BuildAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_tried_again_and_sweeps_that_meet_it_again_count_from_the_first()
    {
        var tried = AReport.Of(AReport.Healthy("a"));
        tried.Runs.AddRange([Held("run-00000001", TimeSpan.FromMinutes(40)), Held("run-00000001", TimeSpan.FromMinutes(1))]);
        var swept = AReport.Of(AReport.Healthy("a"));
        swept.Runs.AddRange([Held("run-00000001", TimeSpan.FromMinutes(70)), Held("run-00000002", TimeSpan.FromMinutes(10))]);

        Assert.Equal(AReport.Now.AddMinutes(-40), Assert.Single((await tried.BuildAsync()).Attention).Since);
        Assert.Equal(AReport.Now.AddMinutes(-70), Assert.Single((await swept.BuildAsync()).Attention).Since);
    }

    public static TheoryData<string, Func<IReadOnlyList<RunReport>>> Busy =>
        new()
        {
            { "a moment ago", () => [Held("run-00000001", TimeSpan.FromMinutes(14))] },
            {
                "another run made it",
                () =>
                    [
                        Held("run-00000001", TimeSpan.FromMinutes(30)),
                        AReport.Run("run-00000002", TimeSpan.FromMinutes(29)) with
                        {
                            Scope = AReport.Account,
                            Steps = [Step(StepOutcome.Done)],
                        },
                    ]
            },
            {
                "a later run over everything did not meet it",
                () => [Held("run-00000001", TimeSpan.FromMinutes(30)), AReport.Run("run-00000002", TimeSpan.FromMinutes(20))]
            },
            {
                "two moments with a good run between",
                () =>
                    [
                        Held("run-00000001", TimeSpan.FromMinutes(70)),
                        AReport.Run("run-00000002", TimeSpan.FromMinutes(40)),
                        Held("run-00000003", TimeSpan.FromMinutes(2)),
                    ]
            },
        };

    [Theory]
    [MemberData(nameof(Busy))]
    public async Task One_that_was_only_busy_requires_nothing(string why, Func<IReadOnlyList<RunReport>> runs)
    {
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Runs.AddRange(runs());

        Assert.True((await scene.BuildAsync()).Attention.Count == 0, why);
    }

    [Fact]
    public async Task A_drift_check_that_meets_it_tells_it_once()
    {
        var scene = AReport.Of(AReport.Healthy("a"));
        scene.Runs.Add(Held("run-00000001", TimeSpan.FromMinutes(20)) with { Reason = RunReason.Drift });
        scene.Drift = DriftReports.From(scene.Runs[0], AReport.Now.AddMinutes(-20));

        Assert.Contains(Lease, Assert.Single((await scene.BuildAsync()).Attention).What, StringComparison.Ordinal);
    }

    private static RunReport Held(string id, TimeSpan ago) =>
        AReport.Run(id, ago, RunOutcome.Partial) with
        {
            Steps =
            [
                Step(StepOutcome.HeldBack) with
                {
                    Reason = "another instance is creating Api contoso-openai right now; the run is tried again",
                },
            ],
            Held = [new HeldLease(Lease, "API contoso-openai", AReport.Now - ago)],
        };

    private static RunStep Step(StepOutcome outcome) =>
        new()
        {
            Change = ChangeKind.Create,
            Kind = ResourceKind.Api,
            Name = "contoso-openai",
            Outcome = outcome,
        };
}
