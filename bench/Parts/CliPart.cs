using System.Diagnostics;
using Bench.Clouds;
using Bench.Results;
using Bench.Running;
using LocalAzure;

namespace Bench.Parts;

/// <summary>The command line from its start to the plan of a small estate: what it needs beside the calls to Resource Manager.</summary>
internal sealed class CliPart : IPart
{
    public string Name => "cli";

    public string About => "the command line's plan of a small estate, from process start";

    public async Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        await using var cloud = await CloudProcess.OpenAsync(new CloudOptions(0, 0, 0, 0) { PropagationMs = 0 }, null, cancellationToken);
        using var hands = new ArmCalls(cloud.Options.Arm);
        await hands.MakeAccountsAsync(["north", "south"], cancellationToken);
        foreach (var account in new[] { "north", "south" })
        {
            await hands.MakeDeploymentAsync(account, "gpt-4o", cancellationToken);
        }

        var starts = new List<Start>();
        for (var number = 0; number < options.Starts; number++)
        {
            cloud.Clock.Advance(TimeSpan.FromMinutes(1));
            starts.Add(await StartAsync(cloud, cancellationToken));
        }

        var (own, calls) = (Statistics.Median(starts.Select(start => start.OwnMs)), starts[0].Calls);
        findings.Count(Name, "calls of a plan", calls);
        findings.Peak(Name, "the command line", starts.Max(start => start.PeakMb));
        findings.Measure(Name, "plan beside its calls, median", own, "ms");
        findings.Measure(Name, "plan beside its calls, least", starts.Min(start => start.OwnMs), "ms");
        findings.Tell(
            Name,
            $"`plan` of 2 accounts from the command line, median of {starts.Count}",
            $"{own:N0} ms beside its {calls} calls (least {starts.Min(start => start.OwnMs):N0} ms)"
        );
    }

    private static async Task<Start> StartAsync(Cloud cloud, CancellationToken cancellationToken)
    {
        cloud.Journal.Clear();
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    Assembly(),
                    "plan",
                    "--quiet",
                    "--arm",
                    cloud.Options.Arm.AbsoluteUri.TrimEnd('/'),
                    "--service",
                    Ids.Service,
                    "--scope",
                    Ids.Subscription,
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        var printed = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var peak = 0.0;
        while (!printed.IsCompleted)
        {
            peak = Math.Max(peak, ProcessMemory.Peak(process.Id) ?? 0);
            await Task.WhenAny(printed, Task.Delay(10, cancellationToken));
        }

        var output = await printed;
        await process.WaitForExitAsync(cancellationToken);
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return process.ExitCode == 2
            ? new(took - Covered(cloud), cloud.Journal.Read("arm").Count, peak)
            : throw new InvalidOperationException($"The plan ended with {process.ExitCode}: {output}");
    }

    // Calls run side by side: a moment in which several are under way counts once.
    private static double Covered(Cloud cloud)
    {
        var (covered, until) = (0.0, DateTimeOffset.MinValue);
        foreach (var call in cloud.Journal.Read("arm").OrderBy(entry => entry.Time))
        {
            var (from, to) = (call.Time > until ? call.Time : until, call.Time.AddMilliseconds(call.Ms));
            covered += to > from ? (to - from).TotalMilliseconds : 0;
            until = to > until ? to : until;
        }

        return covered;
    }

    private static string Assembly() =>
        Path.Combine(
            Repository.Root,
            "artifacts",
            "bin",
            "Cli",
            Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)),
            "foundry-importer-cli.dll"
        );

    private sealed record Start(double OwnMs, int Calls, double PeakMb);
}
