using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bench.Clouds;
using Bench.Running;
using Importer.Deployments;
using Importer.Health;
using Importer.Reports;
using Importer.Storage;

namespace Bench.Parts;

/// <summary>One look at a history, in a process of its own, so that its memory is its own.</summary>
internal static class HealthProcess
{
    public const string Verb = "health-of";

    private const int Days = 7;
    private const int Samples = 3;

    private static readonly DateTimeOffset Midnight = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Fills a folder in one process and looks in another.</summary>
    public static async Task<HealthResult> RunAsync(int deployments, string look, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("bench-health-").FullName;
        try
        {
            await AskAsync(folder, deployments, "fill", cancellationToken);
            return JsonSerializer.Deserialize<HealthResult>(await AskAsync(folder, deployments, look, cancellationToken))
                ?? throw new InvalidOperationException("The look gave no result.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static async Task<int> ServeAsync(string folder, string deployments, string look, CancellationToken stop)
    {
        var size = int.Parse(deployments, CultureInfo.InvariantCulture);
        using var store = new FolderDocumentStore(folder);
        if (look == "fill")
        {
            await FillAsync(store, folder, size, stop);
            return 0;
        }

        // The first one is compiled, the others are measured.
        await LookAsync(store, size, look, 0, stop);
        var allocated = GC.GetTotalAllocatedBytes();
        var times = new List<double>();
        for (var sample = 1; sample <= Samples; sample++)
        {
            var started = Stopwatch.GetTimestamp();
            await LookAsync(store, size, look, sample, stop);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        await Console.Out.WriteAsync(
            JsonSerializer.Serialize(
                new HealthResult(
                    Results.Statistics.Median(times),
                    (GC.GetTotalAllocatedBytes() - allocated) / 1e6 / Samples,
                    ProcessMemory.Peak(Environment.ProcessId),
                    new FileInfo(Path.Combine(folder, "health", "days", "2026-11-29.json")).Length
                )
            )
        );
        return 0;
    }

    private static async Task<string> AskAsync(string folder, int deployments, string look, CancellationToken cancellationToken)
    {
        await using var child = ChildProcess.StartSelf(Verb, folder, deployments.ToString(CultureInfo.InvariantCulture), look);
        return await child.Output.ReadToEndAsync(cancellationToken);
    }

    // A day of a round each quarter of an hour; the days before it are its copies. Then the rounds of today's first hours.
    private static async Task FillAsync(IDocumentStore store, string folder, int deployments, CancellationToken stop)
    {
        for (var quarter = -96; quarter < 9; quarter++)
        {
            await new HealthRecords(store).WriteAsync(Round(deployments, Midnight.AddMinutes(15 * quarter)), stop);
        }

        var days = Path.Combine(folder, "health", "days");
        for (var day = 2; day < Days; day++)
        {
            File.Copy(
                Path.Combine(days, "2026-11-29.json"),
                Path.Combine(days, string.Create(CultureInfo.InvariantCulture, $"{Midnight.AddDays(-day):yyyy-MM-dd}.json"))
            );
        }
    }

    private static Task LookAsync(IDocumentStore store, int deployments, string look, int sample, CancellationToken stop)
    {
        var builder = new ReportBuilder(store, new Standing(Midnight.AddHours(4)));
        return look switch
        {
            "round" => new HealthRecords(store).WriteAsync(Round(deployments, Midnight.AddMinutes(135 + (15 * sample))), stop),
            "report" => builder.BuildAsync(stop),
            "webhook" => builder.BuildWithoutTrendsAsync(new ReportSchedules(), stop),
            _ => throw new ArgumentException($"'{look}' is no look."),
        };
    }

    private static HealthSnapshot Round(int deployments, DateTimeOffset at)
    {
        HealthCheck[] checks =
        [
            .. Enumerable
                .Range(0, deployments)
                .Select(number => new HealthCheck
                {
                    Deployment = Ids.Deployment(Population.Name(number / 5), $"model-{number % 5}"),
                    Api = $"{Population.Name(number / 5)}-openai",
                    Compatibility = Compatibility.AzureOpenAI,
                    Capability = Capability.Chat,
                    Status = ProbeStatus.Healthy,
                    HttpStatus = 200,
                    LatencyMs = 300 + (((number * 31) + at.Minute) % 200),
                    Usage = new TokenUsage(8, 1, 9),
                    Since = Midnight.AddDays(-9),
                    CalledAt = at,
                    HealthyAt = at,
                    FirstSeenAt = Midnight.AddDays(-9),
                }),
        ];
        return new HealthSnapshot
        {
            GeneratedAt = at,
            Summary = HealthSummary.Of(checks.Select(check => check.Status)),
            Checks = checks,
            Imported =
            [
                .. checks.Select(check => new ImportedDeployment
                {
                    Deployment = check.Deployment,
                    Model = "gpt-4o",
                    Format = "OpenAI",
                    Api = check.Api,
                    Path = $"{check.Api[..^7]}/openai",
                    Compatibility = check.Compatibility,
                    Reason = "every deployment of the account is OpenAI's",
                }),
            ],
        };
    }

    private sealed class Standing(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

/// <summary>What a look took.</summary>
/// <param name="Ms">The median time.</param>
/// <param name="AllocatedMb">What one look allocates.</param>
/// <param name="PeakMb">The most that the process held at any time.</param>
/// <param name="DayBytes">The size of a full day's document.</param>
internal sealed record HealthResult(double Ms, double AllocatedMb, double? PeakMb, long DayBytes);
