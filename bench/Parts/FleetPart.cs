using Bench.Clouds;
using Bench.Fleets;
using Bench.Results;
using Bench.Running;
using LocalAzure.Gateway;
using LocalAzure.Load;

namespace Bench.Parts;

/// <summary>
/// A fleet under constant calls while a script changes what is behind it: failed calls, calls outside of a boundary, writes, and how long
/// a member takes from its event into its pool.
/// </summary>
internal sealed class FleetPart : IPart
{
    private const int MaxInPool = 30;

    private static readonly string[] Changes = ["create", "update", "delete"];
    private const double MostOwnMs = 5000;

    // What a change of members must not write.
    private static readonly string[] Forbidden = ["policy", "fragment", "API"];

    // Not published for API Management.
    private static readonly TimeSpan TakesUpAfter = TimeSpan.FromSeconds(1);

    public string Name => "fleet";

    public string About =>
        "a fleet under calls while members come, go and fail; 20 ms a call, 1 s an operation, 2 s until roles and deployments work";

    public async Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        var estate = new FleetEstate(options.Members);
        await using var cloud = await HostedCloud.StartAsync(
            await PublishedApp.FolderAsync(options, cancellationToken),
            CloudOptions.Usual,
            Settings,
            cancellationToken
        );
        await cloud.UnheardAsync(() => estate.PlantAsync(cloud.Cloud, cloud.Arm, cancellationToken), cancellationToken);
        await FirstImportAsync(estate, cloud, findings, cancellationToken);

        cloud.Cloud.GatewaySettings = new GatewaySettings { Delay = TakesUpAfter };
        var script = new FleetScript(estate, cloud, options.Seed);
        await using var observer = new FleetObserver(estate, cloud.Journal);
        var report = await UnderCallsAsync(options, cloud, script, cancellationToken);
        await observer.StopAsync();
        TellCalls(options, estate, (script, observer, report), findings);
        TellWrites(script, observer, findings);
        TellJoins(script, observer, await cloud.EventTimesAsync(cancellationToken), findings);
        await JudgeEndAsync(cloud, script, findings, cancellationToken);
        findings.Peak(Name, "the worker", cloud.WorkersPeak());
    }

    private static IReadOnlyList<(string Name, string Value)> Settings =>
        [
            ("Importer__Fleets__0__Name", FleetEstate.Fleet),
            ("Importer__Fleets__0__Path", FleetEstate.Fleet),
            ("Importer__Fleets__0__Match__Account", "fleet-*"),
            ("Importer__Fleets__0__Alias", "{deployment}"),
            ("Importer__Fleets__0__AloneToo", "false"),
        ];

    private async Task FirstImportAsync(FleetEstate estate, HostedCloud cloud, Findings findings, CancellationToken cancellationToken)
    {
        await cloud.SettleAsync(cancellationToken);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        await using var observer = new FleetObserver(estate, cloud.Journal);
        await cloud.ImportAsync(null, cancellationToken);
        await cloud.SettleAsync(cancellationToken);
        await observer.StopAsync();
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
        findings.Measure(Name, "first import, seconds", seconds, "s");
        findings.Measure(Name, "first import, writes", observer.Writes.Count, "");
        findings.Tell(
            Name,
            $"A fleet of {estate.Planted.Count} members in {estate.Accounts} accounts behind {FleetEstate.AliasCount} aliases is made",
            $"{seconds:N0} s, {observer.Reads} reads, {observer.Writes.Count} writes ({ByKind(observer)})"
        );
    }

    private static async Task<LoadReport> UnderCallsAsync(
        BenchOptions options,
        HostedCloud cloud,
        FleetScript script,
        CancellationToken cancellationToken
    )
    {
        await using var load = LoadGenerator.Start(
            new()
            {
                Gateway = cloud.Options.Gateway,
                Key = await cloud.Arm.KeyAsync(cancellationToken),
                Parallel = 4,
                Pause = TimeSpan.FromMilliseconds(25),
                Targets = [.. FleetEstate.Aliases.SelectMany(Targets)],
            }
        );
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds < options.Seconds)
        {
            await script.StepAsync(cancellationToken);
            await load.MoreAsync(40);
        }

        await script.MendAsync(cancellationToken);
        await load.MoreAsync(2 * FleetEstate.AliasCount);
        return await load.StopAsync();
    }

    private static IEnumerable<LoadTarget> Targets(string alias) =>
        [
            LoadTarget.InPath($"{FleetEstate.Fleet}/openai", alias, "2024-10-21"),
            LoadTarget.InBody($"{FleetEstate.Fleet}/openai/v1", alias, stream: true),
            LoadTarget.InPath($"{FleetEstate.Fleet}/openai", alias, "2024-10-21", stream: true),
            LoadTarget.InBody($"{FleetEstate.Fleet}/openai/v1", alias),
        ];

    private void TellCalls(
        BenchOptions options,
        FleetEstate estate,
        (FleetScript Script, FleetObserver Observer, LoadReport Report) seen,
        Findings findings
    )
    {
        var (script, observer, report) = seen;
        var share = 100.0 * observer.Provisioned / Math.Max(1, observer.Answers);
        findings.Measure(Name, "calls", report.Calls, "");
        findings.Count(Name, "failed calls", report.Failures);
        findings.Count(Name, "calls outside of a boundary", observer.Outside.Count);
        findings.Measure(Name, "answered by provisioned members", share, "%");
        findings.Tell(
            Name,
            $"Calls of it, half of them streams, while for {options.Seconds} s a script (seed {options.Seed}) changes what is behind it; every alias has a member left in peace",
            $"{report.Calls:N0} calls, {report.Failures} failed, {observer.Outside.Count} outside of their boundary; {share:N0} % answered by the {estate.Planted.Count(place => place.IsProvisioned)} provisioned members. The script: {string.Join(", ", script.Done.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Value} {one.Key}"))}"
        );
        if (report.Failures > 0)
        {
            var lines = $"{report}".Split(Environment.NewLine).Where(line => !line.Contains(" 0 failed", StringComparison.Ordinal));
            findings.Fail(
                Name,
                $"{report.Failures} calls of aliases with a live member failed: {string.Join("; ", lines)}\n    {string.Join("\n    ", observer.Failures.Take(20))}"
            );
        }

        if (observer.Outside.Count > 0)
        {
            findings.Fail(Name, $"calls left their boundary: {string.Join(", ", observer.Outside.Distinct().Take(10))}");
        }
    }

    private void TellWrites(FleetScript script, FleetObserver observer, Findings findings)
    {
        var perRun = (double)observer.Reads / Math.Max(1, observer.Runs);
        findings.Measure(Name, "changes of members", script.Changes, "");
        findings.Measure(Name, "reads a run", perRun, "");
        foreach (var kind in observer.Writes.GroupBy(write => write.Kind).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            findings.Measure(Name, $"writes, {kind.Key}", kind.Count(), "");
        }

        findings.Tell(
            Name,
            $"{script.Changes} changes of its members",
            $"{observer.Writes.Count} writes ({ByKind(observer)}) in {observer.Runs} runs with {perRun:N1} reads each, {observer.ReadsOfOneBackend} of all of single backends"
        );
        if (observer.Writes.Where(write => Forbidden.Contains(write.Kind)).ToList() is { Count: > 0 } wrong)
        {
            findings.Fail(
                Name,
                $"a change of members wrote {string.Join(", ", wrong.Select(write => $"{write.Kind} {write.Name}").Distinct().Take(10))}"
            );
        }
    }

    private void TellJoins(FleetScript script, FleetObserver observer, ILookup<string, DateTimeOffset> events, Findings findings)
    {
        var (timings, missing) = JoinTiming.Of(
            [.. script.Joins.Where(join => join.Place.Alias != FleetEstate.Aliases[0])],
            observer.Writes,
            events
        );
        var (p50, p95) = (Percentile(timing => timing.OwnMs, 0.5), Percentile(timing => timing.OwnMs, 0.95));
        findings.Measure(Name, "event to member in pool, own part, p50", p50, "ms");
        findings.Measure(Name, "event to member in pool, own part, p95", p95, "ms");
        findings.Measure(Name, "proof before the pool, p50", Percentile(timing => timing.ProofMs, 0.5), "ms");
        findings.Measure(Name, "proof before the pool, p95", Percentile(timing => timing.ProofMs, 0.95), "ms");
        findings.Tell(
            Name,
            $"From the event to the member in its pool, the importer's own part, {timings.Count} members that joined",
            $"p50 {p50:N0} ms, p95 {p95:N0} ms (aim {MostOwnMs:N0} ms); apart from it between backend and pool p50 {Percentile(timing => timing.ProofMs, 0.5):N0}, p95 {Percentile(timing => timing.ProofMs, 0.95):N0} ms, and {TakesUpAfter.TotalSeconds:N0} s until the gateway knows (LocalAzure's setting; no figure of Azure is published)"
        );
        if (missing.Count > 0)
        {
            findings.Fail(Name, $"these did not join: {string.Join(", ", missing.Take(10))}");
        }

        double Percentile(Func<JoinTiming, double> of, double share) => Statistics.Percentile(timings.Select(of), share);
    }

    // The pools hold who stands, and a run over everything would change nothing.
    private async Task JudgeEndAsync(HostedCloud cloud, FleetScript script, Findings findings, CancellationToken cancellationToken)
    {
        var standing = script.Standing.Where(place => place.IsInside).ToLookup(place => place.Alias, place => place.Backend);
        foreach (var alias in FleetEstate.Aliases)
        {
            var body = cloud.Cloud.Store.Get($"{Ids.Service}/backends/{FleetEstate.Fleet}--{alias}")?.Body;
            List<string> found =
            [
                .. (body?["properties"]?["pool"]?["services"]?.AsArray() ?? []).Select(service => ((string)service!["id"]!).Split('/')[^1]),
            ];
            if (found.Count != Math.Min(MaxInPool, standing[alias].Count()) || found.Except(standing[alias]).Any())
            {
                findings.Fail(
                    Name,
                    $"pool of {alias}: lacks {string.Join(", ", standing[alias].Except(found))}; has too many {string.Join(", ", found.Except(standing[alias]))}"
                );
            }
        }

        // Who moves up in an alias with more members than a pool holds is proven by the run that looks at its account: the sweep's.
        await cloud.ImportAsync(null, cancellationToken);
        await cloud.QuietAsync(cancellationToken);
        var plan = await cloud.AskAsync("api/plan", cancellationToken);
        var changes = Changes.Sum(kind => (int)plan["counts"]![kind]!);
        findings.Count(Name, "changes that a plan finds in the end", changes);
        if (changes > 0)
        {
            findings.Fail(Name, $"a plan finds {changes} changes in the end: {plan["steps"]?.ToJsonString()}");
        }
    }

    private static string ByKind(FleetObserver observer) =>
        string.Join(
            ", ",
            observer
                .Writes.GroupBy(write => write.Kind)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"{group.Count()} {group.Key}")
        );
}
