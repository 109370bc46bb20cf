using Importer.Health;
using Importer.Reports;
using Importer.Runs;
using LocalAzure.State;
using Xunit.Abstractions;

namespace EndToEnd.Tests.Faults;

/// <summary>
/// Every read of an import, a withdrawal, a sweep, a drift check and a health round, answered by a success with a wrong body.
/// The reads are those of a good run's journal. What happens next is what the host does: a run is made again only when the
/// report asks for it.
/// </summary>
public sealed class WrongBodyTests(WrongBodyWorld world, ITestOutputHelper output) : IClassFixture<WrongBodyWorld>
{
    private const string Model = "gpt-4o";

    public static TheoryData<string> Bodies => [.. WrongBody.All.Select(body => body.Name)];

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task An_import_makes_nothing_of_it_and_comes_to_its_end_afterwards(string body) =>
        EachAsync(body, world.Deployed, world.Imports, world.Imported, bench => bench.RunAsync("fabrikam"));

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task A_withdrawal_makes_nothing_of_it_and_comes_to_its_end_afterwards(string body) =>
        EachAsync(body, world.Leaving, world.Withdrawals, world.Empty, bench => bench.RunAsync("fabrikam"));

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task A_sweep_over_an_unchanged_world_writes_nothing_because_of_it(string body) =>
        EachAsync(body, world.Standing, world.Sweeps, world.Imported, bench => bench.SweepAsync(RunMode.Apply));

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_drift_check_says_that_it_could_not_read(string body)
    {
        var bench = world.Bench;
        bench.Restore(world.Standing);
        foreach (var (call, wrong) in Cases(body, world.Checks))
        {
            var report = await TamperAsync(bench, (call, wrong), () => bench.SweepAsync(RunMode.Plan));
            var drift = DriftReports.From(report, DateTimeOffset.UnixEpoch);
            var name = $"{body} on {call.Method} {call.Pattern}";
            Assert.True(
                report.Steps.Count == 0,
                $"{name}: planned {string.Join(", ", report.Steps.Select(step => $"{step.Change} {step.Name}"))}"
            );
            Assert.True(
                drift.InSync ? wrong.IsHarmless || bench.Wrong.Made == 0 : Tells(report),
                $"{name}: in sync {drift.InSync}, {report.Outcome} {report.Error}"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_health_round_says_that_it_could_not_read(string body)
    {
        var bench = world.Bench;
        bench.Restore(world.Standing);
        foreach (var (call, wrong) in Cases(body, world.Rounds))
        {
            var round = await TamperAsync(bench, (call, wrong), () => bench.HealthAsync());
            var name = $"{body} on {call.Method} {call.Pattern}";
            var check = round.Checks.SingleOrDefault(check => check.Deployment.EndsWith("/" + Model, StringComparison.Ordinal));
            Assert.True(round.Error is not null || check is not null, $"{name}: the deployment is forgotten, and nothing is said");
            var isTold =
                round.Error is not null
                || check?.Status != ProbeStatus.Healthy
                || round.SetAside.Any(aside => aside.Kind == SetAsideKind.Unread);
            Assert.True(
                wrong.IsHarmless || bench.Wrong.Made == 0 ? round.Error is null && check?.Status == ProbeStatus.Healthy : isTold,
                $"{name}: {check?.Status} {check?.Cause}, '{round.Error}'"
            );
        }
    }

    private static IEnumerable<(CallKind Call, WrongBody Body)> Cases(string body, IReadOnlyList<CallKind> calls) =>
        calls.Select(call => (call, WrongBody.All.Single(one => one.Name == body)));

    private static async Task<T> TamperAsync<T>(Bench bench, (CallKind Call, WrongBody Body) wrong, Func<Task<T>> run)
    {
        bench.Wrong.Wrong = wrong;
        try
        {
            return await run();
        }
        finally
        {
            bench.Wrong.Wrong = null;
        }
    }

    private async Task EachAsync(
        string body,
        IReadOnlyList<ArmResource> start,
        IReadOnlyList<CallKind> calls,
        string wanted,
        Func<Bench, Task<RunReport>> run
    )
    {
        var bench = world.Bench;
        var met = 0;
        foreach (var (call, wrong) in Cases(body, calls))
        {
            bench.Restore(start);
            var name = $"{body} on {call.Method} {call.Pattern}";
            var report = await TamperAsync(bench, (call, wrong), () => run(bench));
            met += bench.Wrong.Made > 0 ? 1 : 0;
            Assert.True(world.HoldsWhatPeopleMade, $"{name}: something that people made has changed");
            Assert.True(
                report.Outcome == RunOutcome.Succeeded ? bench.Picture == wanted : Tells(report) && report.TryAgain,
                $"{name}: {report.Outcome}, try again {report.TryAgain}, '{report.Error}', steps {string.Join("; ", report.Steps.Select(step => $"{step.Change} {step.Kind} {step.Name} {step.Outcome} {step.Reason}"))}"
            );
            Assert.True(!wrong.IsHarmless || report.Outcome == RunOutcome.Succeeded, $"{name}: {report.Outcome} {report.Error}");

            // The host makes the run again only when it is asked to.
            var again = report.TryAgain ? await run(bench) : report;
            Assert.True(
                again.Outcome == RunOutcome.Succeeded && bench.Picture == wanted,
                $"{name}: afterwards {again.Outcome} '{again.Error}'"
            );
        }

        output.WriteLine($"{met} of {calls.Count} reads met '{body}'");
        Assert.True(met > 0);
    }

    private static bool Tells(RunReport report) =>
        report.Error is not null
        || report.Steps.Any(step => step.Reason is not null)
        || report.SetAside.Any(aside => aside.Reason.Length > 0)
        || report.Probes.Any(probe => probe.Cause is not null);
}
