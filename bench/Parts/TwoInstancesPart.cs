using System.Diagnostics;
using Bench.Clouds;
using Bench.Importing;
using Bench.Results;
using Bench.Running;
using Importer.Runs;

namespace Bench.Parts;

/// <summary>
/// Two instances that import the same estate at the same time, on one report store: what the second costs, and that nothing is made twice.
/// </summary>
internal sealed class TwoInstancesPart : IPart
{
    private const int Accounts = 20;

    public string Name => "two-instances";

    public string About => $"two instances import {Accounts} accounts at the same time; 20 ms a call, 1 s an operation";

    public async Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        await using var estate = await Estate.StartAsync(
            CloudOptions.Usual with
            {
                Accounts = Accounts,
                Deployments = 1,
            },
            withTestCalls: false,
            cancellationToken,
            importers: 2
        );
        var (one, other) = (estate.Importers[0], estate.Importers[1]);
        await one.WarmUpAsync(cancellationToken);
        await other.WarmUpAsync(cancellationToken);
        await estate.Cloud.RestAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var runs = await Task.WhenAll(one.TryAsync(cancellationToken), other.TryAsync(cancellationToken));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await estate.Cloud.RestAsync(cancellationToken);
        var (_, after) = await one.RunAsync(RunReason.Manual, null, cancellationToken);
        findings.Measure(Name, "seconds", seconds, "s");
        findings.Measure(Name, "writes of both", runs.Sum(run => run.Writes), "");
        findings.Count(Name, "writes of a run after them", after.Writes);
        findings.PeakOfThisProcess(Name);
        findings.Tell(
            Name,
            $"Two instances import the same {Accounts} accounts at once",
            $"{seconds:N1} s; {runs[0]} and {runs[1]}; least possible {4 * Accounts} writes; a run after them: {after}"
        );
    }
}
