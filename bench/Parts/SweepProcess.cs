using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bench.Clouds;
using Bench.Importing;
using Bench.Running;
using Importer.Runs;

namespace Bench.Parts;

/// <summary>One size of the sweep in a process of its own, so that its memory is its own.</summary>
internal static class SweepProcess
{
    public const string Verb = "sweep-of";

    public static async Task<SweepResult> RunAsync(int accounts, CancellationToken cancellationToken)
    {
        await using var child = ChildProcess.StartSelf(Verb, accounts.ToString(CultureInfo.InvariantCulture));
        var text = await child.Output.ReadToEndAsync(cancellationToken);
        return JsonSerializer.Deserialize<SweepResult>(text) ?? throw new InvalidOperationException("The sweep gave no result.");
    }

    public static async Task<int> ServeAsync(string accounts, CancellationToken stop)
    {
        var size = int.Parse(accounts, CultureInfo.InvariantCulture);
        var chosen = CloudOptions.Usual with { Accounts = size, Deployments = Models.All.Count };
        await using var estate = await Estate.StartAsync(chosen, withTestCalls: false, stop);
        var (cloud, importer) = (estate.Cloud, estate.Importer);
        await importer.WarmUpWritingAsync(estate.Arm, stop);
        await cloud.RestAsync(stop);
        var (importSeconds, import, importMb) = await MeasureAsync(importer, stop);
        await cloud.RestAsync(stop);
        var (unchangedSeconds, unchanged, unchangedMb) = await MeasureAsync(importer, stop);
        var result = new SweepResult
        {
            Accounts = size,
            ImportSeconds = importSeconds,
            Import = import,
            ImportAllocatedMb = importMb,
            UnchangedSeconds = unchangedSeconds,
            Unchanged = unchanged,
            UnchangedAllocatedMb = unchangedMb,
            CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
            PeakMb = ProcessMemory.Peak(Environment.ProcessId),
            Tokens = importer.Token.Asked,
        };
        await Console.Out.WriteAsync(JsonSerializer.Serialize(result));
        return 0;
    }

    private static async Task<(double Seconds, CallCounts Calls, double Mb)> MeasureAsync(
        ImporterUnderTest importer,
        CancellationToken stop
    )
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var started = Stopwatch.GetTimestamp();
        var (_, calls) = await importer.RunAsync(RunReason.Manual, null, stop);
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, calls, (GC.GetTotalAllocatedBytes() - allocated) / 1e6);
    }
}
