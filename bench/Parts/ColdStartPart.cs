using Bench.Clouds;
using Bench.Results;
using Bench.Running;

namespace Bench.Parts;

/// <summary>
/// The published worker under LocalAzure's Functions host: from the start of its process until it answers and until it has imported, and
/// what memory it
/// then holds; beside a worker with four empty functions, started in turn with it, whose figures are the platform's own share.
/// </summary>
internal sealed class ColdStartPart : IPart
{
    public string Name => "coldstart";

    public string About => "the published worker beside an empty one, from process start";

    public async Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        await using var importer = await OpenAsync(await PublishedApp.FolderAsync(options, cancellationToken), cancellationToken);
        await using var empty = await OpenAsync(await PublishedApp.EmptyWorkerAsync(cancellationToken), cancellationToken);
        var (ours, least) = (new List<Start>(), new List<Start>());

        // The first pair warms the file cache and is not counted.
        for (var number = 0; number <= options.Starts; number++)
        {
            var (one, other) = (
                await StartAsync(empty, "api/echo/1", null, cancellationToken),
                await StartAsync(importer, "api/runs?top=1", $"cold-{number:00}", cancellationToken)
            );
            if (number > 0)
            {
                least.Add(one);
                ours.Add(other);
            }
        }

        Tell(findings, ours, least);
        findings.Peak(Name, "the worker", importer.WorkersPeak());
    }

    private static Task<HostedCloud> OpenAsync(string app, CancellationToken cancellationToken) =>
        HostedCloud.StartAsync(app, new CloudOptions(0, 0, 0, 0) { PropagationMs = 0 }, [], cancellationToken);

    private static async Task<Start> StartAsync(HostedCloud cloud, string path, string? account, CancellationToken cancellationToken)
    {
        using var worker = await cloud.RestartWorkerAsync(cancellationToken);
        await cloud.AnswerAsync(path, cancellationToken);
        var answered = DateTime.Now - worker.StartTime;
        worker.Refresh();
        var (processor, atRest) = (worker.TotalProcessorTime, ProcessMemory.Resident(worker.Id) ?? double.NaN);
        if (account is null)
        {
            return new Start(answered.TotalMilliseconds, processor.TotalMilliseconds, double.NaN, atRest, double.NaN);
        }

        await cloud.Arm.PutAccountAsync(account, cancellationToken);
        await cloud.Arm.DeployAsync(account, "gpt-4o", "gpt-4o", cancellationToken);
        await cloud.QuietAsync(cancellationToken);
        return await cloud.Arm.GetAsync($"{Ids.Service}/apis/{account}-openai", "2024-05-01", cancellationToken) is null
            ? throw new InvalidOperationException($"The first import made no API {account}-openai.")
            : new Start(
                answered.TotalMilliseconds,
                processor.TotalMilliseconds,
                (DateTime.Now - worker.StartTime).TotalMilliseconds,
                atRest,
                ProcessMemory.Resident(worker.Id) ?? double.NaN
            );
    }

    private void Tell(Findings findings, List<Start> ours, List<Start> least)
    {
        var (answer, limit) = (Median(ours, start => start.AnswerMs), Median(least, start => start.AnswerMs));
        var (atRest, emptyAtRest) = (Median(ours, start => start.RestMb), Median(least, start => start.RestMb));
        var (import, after) = (Median(ours, start => start.ImportMs), Median(ours, start => start.AfterMb));
        findings.Measure(Name, "worker start to first answer, median", answer, "ms");
        findings.Measure(Name, "the same of an empty worker", limit, "ms");
        findings.Measure(Name, "processor time until the first answer, median", Median(ours, start => start.ProcessorMs), "ms");
        findings.Measure(Name, "the same of an empty worker, processor time", Median(least, start => start.ProcessorMs), "ms");
        findings.Measure(Name, "worker start to first import done, median", import, "ms");
        findings.Measure(Name, "memory after first answer", atRest, "MB");
        findings.Measure(Name, "memory of an empty worker after its first answer", emptyAtRest, "MB");
        findings.Measure(Name, "memory after first import", after, "MB");
        findings.Tell(
            Name,
            $"Cold start of the published worker under LocalAzure's host, median of {ours.Count}",
            $"{answer:N0} ms from process start to the first answer; an empty worker takes {limit:N0} ms, so {answer - limit:N0} ms are the importer's own. {import:N0} ms until the events of a first deployment were worked off (a cloud without latency)"
        );
        findings.Tell(
            Name,
            "Memory of the worker at rest",
            $"{atRest:N0} MB after the first answer; an empty worker holds {emptyAtRest:N0} MB, so {atRest - emptyAtRest:N0} MB are the importer's own. {after:N0} MB after the first import"
        );
    }

    private static double Median(List<Start> starts, Func<Start, double> of) => Statistics.Median(starts.Select(of));

    private sealed record Start(double AnswerMs, double ProcessorMs, double ImportMs, double RestMb, double AfterMb);
}
