using System.Text.Json.Nodes;
using Bench.Clouds;
using Bench.Results;
using Bench.Running;

namespace Bench.Parts;

/// <summary>
/// From the event of a deployment to the first good answer through the gateway, with the published app under the functions host's stand-in.
/// </summary>
internal sealed class EventPart : IPart
{
    private const string Model = "gpt-4o";

    public string Name => "events";

    public string About => "from event to answer through the gateway; 20 ms a call, 1 s an operation, 2 s until roles and deployments work";

    public async Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        await using var cloud = await HostedCloud.StartAsync(options, cancellationToken);
        var timings = new List<EventTiming>();

        // The first one warms the process up and is not counted.
        for (var number = 0; number <= options.Events; number++)
        {
            if (await OneAsync(cloud, $"event-{number:000}", cancellationToken) is { } timing && number > 0)
            {
                timings.Add(timing);
            }
        }

        Tell(findings, timings);
        findings.Peak(Name, "the worker", cloud.WorkersPeak());
    }

    private static async Task<EventTiming?> OneAsync(HostedCloud cloud, string account, CancellationToken cancellationToken)
    {
        await cloud.Arm.MakeAccountsAsync([account], cancellationToken);
        await cloud.QuietAsync(cancellationToken);
        cloud.Journal.Clear();
        await cloud.Arm.DeployAsync(account, Model, Model, cancellationToken);
        while (true)
        {
            await Task.Delay(250, cancellationToken);
            var runs = await cloud.RunsAsync(5, cancellationToken);
            if (
                runs.FirstOrDefault(run =>
                    (string?)run["scope"] == Ids.Deployment(account, Model)
                    && run["outcome"] is not null
                    && run["timing"]!["readyAt"] is JsonValue
                ) is
                { } ended
            )
            {
                return EventTiming.Of(ended, cloud.Journal.Read(), $"/{account}/");
            }
        }
    }

    private void Tell(Findings findings, List<EventTiming> timings)
    {
        var split = EventTiming
            .Phases.Select(phase =>
                (
                    phase.Name,
                    Median: Statistics.Median(timings.Select(phase.Of)),
                    P95: Statistics.Percentile(timings.Select(phase.Of), 0.95)
                )
            )
            .ToList();
        foreach (var (phase, median, p95) in split)
        {
            findings.Measure(Name, $"{phase}, p50", median, "ms");
            findings.Measure(Name, $"{phase}, p95", p95, "ms");
        }

        var p50 = Statistics.Median(timings.Select(timing => timing.Total));
        var slowest = Statistics.Percentile(timings.Select(timing => timing.Total), 0.95);
        findings.Measure(Name, "event to answer, p50", p50, "ms");
        findings.Measure(Name, "event to answer, p95", slowest, "ms");
        findings.Tell(
            Name,
            $"Event to the first 200 through the gateway, {timings.Count} first imports",
            $"p50 {p50:N0} ms, p95 {slowest:N0} ms"
        );
        findings.Tell(
            Name,
            "of which, p50 (p95)",
            string.Join(", ", split.Select(phase => $"{phase.Name} {phase.Median:N0} ({phase.P95:N0})"))
        );
    }
}
