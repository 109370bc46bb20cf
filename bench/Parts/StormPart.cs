using System.Diagnostics;
using Bench.Clouds;
using Bench.Results;
using Bench.Running;
using LocalAzure.Control;

namespace Bench.Parts;

/// <summary>Many deployments at once: how long until all is imported and quiet, in how few runs and calls.</summary>
internal sealed class StormPart : IPart
{
    private const int Accounts = 20;

    public string Name => "storm";

    public string About => $"many deployments at once in {Accounts} accounts";

    public async Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        await using var cloud = await HostedCloud.StartAsync(options, cancellationToken);
        var names = Enumerable.Range(1, Accounts).Select(Population.Name).ToList();
        await cloud.Arm.MakeAccountsAsync(names, cancellationToken);
        await QuietAsync(cloud, cancellationToken);
        cloud.Journal.Clear();
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, options.Storm),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
            async (number, token) =>
                await cloud.Arm.DeployAsync(
                    names[number % Accounts],
                    $"model-{number:0000}",
                    Models.All[number / Accounts % Models.All.Count],
                    token
                )
        );
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        await QuietAsync(cloud, cancellationToken);
        findings.Peak(Name, "the worker", cloud.WorkersPeak());
        await TellAsync(options, cloud, Stopwatch.GetElapsedTime(started).TotalSeconds, findings, cancellationToken);
    }

    private async Task TellAsync(
        BenchOptions options,
        HostedCloud cloud,
        double seconds,
        Findings findings,
        CancellationToken cancellationToken
    )
    {
        var calls = cloud.Journal.Read("arm").Where(entry => entry.Caller == "importer").ToList();
        var writes = calls.Count(IsWrite);
        var polls = calls.Count(entry =>
            entry.Path.Contains("/operationresults/", StringComparison.OrdinalIgnoreCase)
            || entry.Path.Contains("/operationstatuses/", StringComparison.OrdinalIgnoreCase)
        );

        // Each run looks at the service once.
        var runs = calls.Count(entry =>
            entry.Method == "GET" && entry.Path.Split('?')[0].EndsWith("/service/contoso-apim", StringComparison.OrdinalIgnoreCase)
        );
        var apis = (await cloud.Arm.GetAsync($"{Ids.Service}/apis", "2024-05-01", cancellationToken))!["value"]!
            .AsArray()
            .Count(api => ((string)api!["name"]!).EndsWith("-openai", StringComparison.Ordinal));
        findings.Measure(Name, "seconds", seconds, "s");
        findings.Measure(Name, "calls", calls.Count, "");
        findings.Measure(Name, "writes", writes, "");
        findings.Measure(Name, "runs", runs, "");
        findings.Count(Name, "APIs", apis);
        findings.Tell(
            Name,
            $"A storm of {options.Storm:N0} deployments in {Accounts} accounts",
            $"{seconds:N1} s until all was quiet, {apis} APIs; {calls.Count - writes - polls:N0} reads, {writes} writes, {polls} polls, {calls.Count(entry => entry.Status == 429)} throttled; {runs} runs"
        );
    }

    private static bool IsWrite(JournalEntry entry) => entry.Method is "PUT" or "PATCH" or "DELETE";

    private static async Task QuietAsync(HostedCloud cloud, CancellationToken cancellationToken)
    {
        for (var quiet = 0; quiet < 3; )
        {
            quiet = await cloud.IsQuietAsync(cancellationToken) ? quiet + 1 : 0;
            await Task.Delay(100, cancellationToken);
        }
    }
}
