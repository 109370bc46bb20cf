using Bench.Results;
using Bench.Running;

namespace Bench.Parts;

/// <summary>The history of test calls: what a round writes, what a report and a webhook round read, and what memory that needs.</summary>
internal sealed class HealthPart : IPart
{
    private static readonly int[] Sizes = [50, 500, 5000];

    public string Name => "health";

    public string About => "a round, a report and a webhook round over a week of history, in a folder";

    public async Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        foreach (var size in Sizes)
        {
            var (round, report, webhook) = (
                await HealthProcess.RunAsync(size, "round", cancellationToken),
                await HealthProcess.RunAsync(size, "report", cancellationToken),
                await HealthProcess.RunAsync(size, "webhook", cancellationToken)
            );
            foreach (var (name, result) in new[] { ("round", round), ("report", report), ("webhook round", webhook) })
            {
                findings.Measure(Name, $"{size} deployments, {name}", result.Ms, "ms");
                findings.Measure(Name, $"{size} deployments, {name}, allocated", result.AllocatedMb, "MB");
                findings.Peak(Name, $"{size} deployments, {name}", result.PeakMb);
            }

            findings.Count(Name, $"{size} deployments, bytes of a day", round.DayBytes);
            findings.Tell(
                Name,
                $"Health history of {size:N0} deployments: writing a round down, report, webhook round",
                $"{round.Ms:N0} ms, {report.Ms:N0} ms, {webhook.Ms:N0} ms; {round.AllocatedMb:N0}, {report.AllocatedMb:N0} and {webhook.AllocatedMb:N0} MB allocated; peak memory {round.PeakMb:N0}, {report.PeakMb:N0} and {webhook.PeakMb:N0} MB; {round.DayBytes / 1e6:N1} MB a day of history"
            );
        }
    }
}
