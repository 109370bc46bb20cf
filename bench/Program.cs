using System.Globalization;
using Bench.Clouds;
using Bench.Parts;
using Bench.Results;
using Bench.Running;

// dotnet run -c Release --project bench -- [parts] [options]: measures the importer against LocalAzure, prints a table,
// writes artifacts/bench/results.json and results.md, and with --readme FILE the table between the marks in that file.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, signal) =>
{
    signal.Cancel = true;
    stop.Cancel();
};
if (args is [CloudProcess.Verb, ..])
{
    return await CloudProcess.ServeAsync(CloudOptions.Parse(args[1..]), stop.Token);
}

if (args is [SweepProcess.Verb, var chosen])
{
    return await SweepProcess.ServeAsync(chosen, stop.Token);
}

if (args is [HealthProcess.Verb, var folder, var deployments, var look])
{
    return await HealthProcess.ServeAsync(folder, deployments, look, stop.Token);
}

var options = BenchOptions.Parse(args);
if (options.Fault is { } fault)
{
    await Console.Error.WriteLineAsync($"{fault}\n\n{BenchOptions.Usage}");
    return 1;
}

var findings = new Findings(Console.Out);
var wanted = PartTable.All.Where(part => options.Wants(part.Name)).ToList();
var failed = new List<string>();
foreach (var part in wanted)
{
    if (wanted.Count > 1)
    {
        await using var own = ChildProcess.StartSelf([part.Name, .. options.Given]);
        if (await own.EndAsync(Console.Out, stop.Token) != 0)
        {
            failed.Add(part.Name);
        }

        continue;
    }

    await Console.Out.WriteLineAsync($"\n== {part.Name}: {part.About}");
    await part.RunAsync(options, findings, stop.Token);
}

await ResultFiles.WriteAsync(options, findings, stop.Token);
failed.AddRange(findings.Failures);
if (failed.Count > 0 && !options.IsOneOfMany)
{
    await Console.Error.WriteLineAsync($"Not as it has to be: {string.Join("; ", failed)}");
}

return failed.Count > 0 ? 1 : 0;
