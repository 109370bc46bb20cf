using System.Diagnostics;
using Bench.Clouds;
using Bench.Importing;
using Bench.Results;
using Bench.Running;
using Bench.Script;

namespace Bench.Parts;

/// <summary>A sweep over everything, beside the plain script and the limit.</summary>
internal sealed class SweepPart : IPart
{
    // The size at which script and importer are compared.
    private const int Compared = 100;

    public string Name => "sweep";

    public string About => "all accounts at once, five deployments each, 20 ms a call, 1 s an operation";

    public async Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        var results = new List<SweepResult>();
        foreach (var accounts in options.Accounts)
        {
            var result = await SweepProcess.RunAsync(accounts, cancellationToken);
            results.Add(result);
            Tell(findings, result);
        }

        if (results.Find(result => result.Accounts == Compared) is { } compared && options.ScriptAccounts > 0)
        {
            await CompareAsync(options, compared, findings, cancellationToken);
        }

        Growth(results, findings);
    }

    private void Tell(Findings findings, SweepResult result)
    {
        var limit = new ImportLimit(result.Accounts, CloudOptions.Usual);
        var of = $"{result.Accounts} accounts";
        Count(findings, $"{of}, import", result.Import);
        Count(findings, $"{of}, unchanged", result.Unchanged);
        findings.Count(Name, $"{of}, tokens", result.Tokens);
        findings.Measure(Name, $"{of}, import seconds", result.ImportSeconds, "s");
        findings.Measure(Name, $"{of}, unchanged seconds", result.UnchangedSeconds, "s");
        findings.Measure(Name, $"{of}, limit seconds", limit.Seconds, "s");
        findings.Measure(Name, $"{of}, processor seconds", result.CpuSeconds, "s");
        findings.Peak(Name, of, result.PeakMb);
        findings.Measure(Name, $"{of}, import allocations", result.ImportAllocatedMb, "MB");
        findings.Measure(Name, $"{of}, unchanged allocations", result.UnchangedAllocatedMb, "MB");
        findings.Tell(
            Name,
            $"First import of {of} with {5 * result.Accounts:N0} deployments",
            $"{result.ImportSeconds:N1} s ({result.ImportSeconds / limit.Seconds:N2} × the limit of {limit.Seconds:N1} s); {result.Import}; least possible {limit.Writes:N0} writes; {result.ImportAllocatedMb:N0} MB allocated"
        );
        findings.Tell(
            Name,
            $"The same again, unchanged ({of})",
            $"{result.UnchangedSeconds:N1} s; {result.Unchanged}; {result.UnchangedAllocatedMb:N0} MB allocated; peak memory of both {result.PeakMb:N0} MB"
        );
    }

    private void Count(Findings findings, string name, CallCounts counts)
    {
        findings.Count(Name, $"{name}, reads", counts.Reads);
        findings.Count(Name, $"{name}, writes", counts.Writes);
        findings.Count(Name, $"{name}, polls", counts.Polls);
        findings.Count(Name, $"{name}, met a lock", counts.Conflicts);
        findings.Count(Name, $"{name}, met an empty bucket", counts.Throttled);
    }

    // Sequential and without memory: a part of the accounts, scaled, says what all of them would take.
    private async Task CompareAsync(BenchOptions options, SweepResult importer, Findings findings, CancellationToken cancellationToken)
    {
        var (seconds, calls) = await ScriptAsync(options.ScriptAccounts, cancellationToken);
        var scale = (double)Compared / options.ScriptAccounts;
        findings.Count(Name, $"script, {options.ScriptAccounts} accounts, calls", calls.All);
        findings.Measure(Name, $"script, {options.ScriptAccounts} accounts, seconds", seconds, "s");
        findings.Tell(
            Name,
            $"A plain script, one import a deployment, {Compared} accounts{(options.ScriptAccounts == Compared ? "" : $" (from {options.ScriptAccounts}, scaled)")}",
            $"{seconds * scale:N0} s, {calls.All * scale:N0} calls: {calls.All * scale / importer.Import.All:N1} × the importer's calls, {seconds * scale / importer.ImportSeconds:N1} × its time"
        );
    }

    private static async Task<(double Seconds, CallCounts Calls)> ScriptAsync(int accounts, CancellationToken cancellationToken)
    {
        await using var cloud = await CloudProcess.StartAsync(
            CloudOptions.Usual with
            {
                Accounts = accounts,
                Deployments = Models.All.Count,
            },
            cancellationToken
        );
        using var script = new PortalScript(cloud.Options.Arm);
        var started = Stopwatch.GetTimestamp();
        for (var account = 1; account <= accounts; account++)
        {
            foreach (var model in Models.All)
            {
                await script.ImportAsync(Population.Name(account), model, cancellationToken);
            }
        }

        return (Stopwatch.GetElapsedTime(started).TotalSeconds, script.Counts);
    }

    private void Growth(List<SweepResult> results, Findings findings)
    {
        if (results.Find(result => result.Accounts == 100) is { } small && results.Find(result => result.Accounts == 1000) is { } large)
        {
            findings.Measure(Name, "growth of import from 100 to 1,000", large.ImportSeconds / small.ImportSeconds, "");
            findings.Measure(Name, "growth of memory from 100 to 1,000", (large.PeakMb ?? double.NaN) / (small.PeakMb ?? double.NaN), "");
            findings.Tell(
                Name,
                "From 100 to 1,000 accounts",
                $"import {large.ImportSeconds / small.ImportSeconds:N1} × (the limit grows {new ImportLimit(1000, CloudOptions.Usual).Seconds / new ImportLimit(100, CloudOptions.Usual).Seconds:N1} ×, for the bucket lets 200 writes pass at once and 10 a second after), unchanged {large.UnchangedSeconds / small.UnchangedSeconds:N1} ×, peak memory {large.PeakMb / small.PeakMb:N1} ×"
            );
        }
    }
}
