using Importer.Reports;
using Importer.Runs;

namespace EndToEnd.Tests.Faults;

/// <summary>
/// Every call of an import and of a withdrawal, met by every way of failing: once the fault clears, the service holds what it
/// would hold without it, nothing of others has changed, and a run that did not get through said so.
/// </summary>
public sealed class FaultMatrixTests
{
    private const string Model = "gpt-4o";

    // As often as the queue delivers a message, and a sweep after that.
    private const int MaxRuns = 6;

    public static TheoryData<string> Faults => [.. Fault.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_call_fails_the_end_is_that_without_the_fault(string name)
    {
        var fault = Fault.All.Single(fault => fault.Name == name);
        await using var bench = await Bench.StartAsync();
        var empty = bench.Picture;
        await bench.DeployAsync("fabrikam", Model);
        bench.Cloud.Journal.Clear();
        await bench.RunAsync("fabrikam");
        var imports = CallKind.In(bench.Cloud.Journal.Read(null), "fabrikam");
        var imported = bench.Picture;
        await bench.DeleteAsync("fabrikam", Model);
        bench.Cloud.Journal.Clear();
        await bench.RunAsync("fabrikam");
        var withdrawals = CallKind.In(bench.Cloud.Journal.Read(null), "fabrikam");
        Assert.Equal(empty, bench.Picture);
        Assert.Contains(imports, call => call.IsOperation == fault.OnOperations);
        Assert.Contains(withdrawals, call => call.Method == "DELETE");

        foreach (var call in imports.Where(call => call.IsOperation == fault.OnOperations))
        {
            await bench.DeployAsync("fabrikam", Model);
            await ConvergeAsync(bench, fault, call, imported);
            await bench.DeleteAsync("fabrikam", Model);
            await bench.RunAsync("fabrikam");
            Assert.Equal(empty, bench.Picture);
        }

        foreach (var call in withdrawals.Where(call => call.IsOperation == fault.OnOperations))
        {
            await bench.DeployAsync("fabrikam", Model);
            await bench.RunAsync("fabrikam");
            Assert.Equal(imported, bench.Picture);
            await bench.DeleteAsync("fabrikam", Model);
            await ConvergeAsync(bench, fault, call, empty);
        }
    }

    private static async Task ConvergeAsync(Bench bench, Fault fault, CallKind call, string wanted)
    {
        bench.Cloud.Faults.Add(fault.Rule with { Method = call.Method, PathPattern = call.Pattern });
        RunReport report;
        var runs = 0;
        do
        {
            report = await bench.RunAsync("fabrikam");
            var isThere = bench.Picture == wanted;
            Assert.True(
                report.Outcome == RunOutcome.Succeeded ? isThere : Tells(report),
                $"{fault.Name} on {call.Method} {call.Pattern}: run {runs + 1} ended {report.Outcome} with the service {(isThere ? "as wanted" : "not as wanted")} and said '{report.Error}'"
            );

            // The fault clears: what is left of it is taken away before the next try.
            bench.Cloud.Faults.Clear();
        } while (report.Outcome != RunOutcome.Succeeded && ++runs < MaxRuns);

        Assert.True(
            bench.Picture == wanted,
            $"{fault.Name} on {call.Method} {call.Pattern}: after {runs + 1} runs the service is not as without the fault; the last run ended {report.Outcome} and said '{report.Error}', {string.Join("; ", report.Steps.Select(step => step.Reason))}"
        );
    }

    private static bool Tells(RunReport report) =>
        report.Error is not null
        || report.Steps.Any(step => step.Reason is not null)
        || report.SetAside.Any(aside => aside.Reason.Length > 0)
        || report.Probes.Any(probe => probe.Cause is not null);
}
