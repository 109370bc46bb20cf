// How far one event goes: dotnet run eng/hops.cs [folder of a published app]
// Starts LocalAzure with the function app twice, once idle and once with an account and a deployment until the first test call through the
// gateway is answered 200, and counts by the runtime's own events which methods of ours ran for the first time in between.
// Build the solution first. Prints one Markdown table; traces go to artifacts/hops.
#:property ManagePackageVersionsCentrally=false
#:property TreatWarningsAsErrors=false
#:property RunAnalyzers=false
#:property UseArtifactsOutput=false
#:property OutputPath=../artifacts/hops/bin/
#:property IntermediateOutputPath=../artifacts/hops/obj/
#:property PublishAot=false

using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;

var folder = Path.GetFullPath("artifacts/hops/traces");
var app = args.Length > 0 ? args[0] : null;
var idle = await RunAsync("idle", _ => Task.CompletedTask);
var busy = await RunAsync("event", DeployAsync);
var ran = busy.Except(idle).ToList();
Console.WriteLine("| | in all | Functions | Importer |");
Console.WriteLine("|---|---|---|---|");
Row("methods", method => method.Type + "." + method.Name);
Row("types", method => method.Type);
Row("namespaces", method => method.Type[..method.Type.LastIndexOf('.')]);

void Row(string what, Func<(string Type, string Name), string> key)
{
    int Count(string room) =>
        ran.Where(method => method.Type.StartsWith(room, StringComparison.Ordinal)).Select(key).Distinct(StringComparer.Ordinal).Count();
    Console.WriteLine($"| {what} | {Count("")} | {Count("Functions.")} | {Count("Importer.")} |");
}

async Task<HashSet<(string Type, string Name)>> RunAsync(string name, Func<int, Task> act)
{
    var traces = Path.Combine(folder, name);
    if (Directory.Exists(traces))
    {
        Directory.Delete(traces, recursive: true);
    }

    Directory.CreateDirectory(traces);
    var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardInput = true };
    string[] arguments = [Path.GetFullPath("artifacts/bin/LocalAzure/debug/LocalAzure.dll"), "--data", Path.Combine(traces, "data")];
    foreach (var argument in app is null ? arguments : [.. arguments, "--app", app])
    {
        start.ArgumentList.Add(argument);
    }

    // Methods as they are compiled, with their names. Source: https://learn.microsoft.com/dotnet/fundamentals/diagnostics/runtime-method-events
    start.Environment["DOTNET_EnableEventPipe"] = "1";
    start.Environment["DOTNET_EventPipeConfig"] = "Microsoft-Windows-DotNETRuntime:0x10:5";
    start.Environment["DOTNET_EventPipeOutputPath"] = Path.Combine(traces, "{pid}.nettrace");
    start.Environment["DOTNET_ReadyToRun"] = "0";
    using var process = Process.Start(start)!;
    try
    {
        await act(await ArmPortAsync(process));
    }
    finally
    {
        using var stop = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync();
    }

    return [.. Directory.EnumerateFiles(traces, "*.nettrace").SelectMany(Methods)];
}

// The addresses are printed once everything is up.
static async Task<int> ArmPortAsync(Process process)
{
    while (await process.StandardOutput.ReadLineAsync() is { } line)
    {
        if (Regex.Match(line, @"ARM\s+http://127\.0\.0\.1:(\d+)") is { Success: true } found)
        {
            _ = process.StandardOutput.ReadToEndAsync();
            return int.Parse(found.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    throw new InvalidOperationException("LocalAzure ended before it was up.");
}

static async Task DeployAsync(int port)
{
    using var arm = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
    arm.DefaultRequestHeaders.Add("Authorization", "Bearer any");
    const string Account =
        "subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso";
    await PutAsync(
        Account,
        new
        {
            location = "swedencentral",
            kind = "AIServices",
            sku = new { name = "S0" },
            properties = new { customSubDomainName = "contoso" },
        }
    );
    await PutAsync(
        $"{Account}/deployments/gpt-4o",
        new
        {
            sku = new { name = "GlobalStandard", capacity = 10 },
            properties = new { model = new { format = "OpenAI", name = "gpt-4o" } },
        }
    );
    using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
    while (
        !(await arm.GetStringAsync("_local/journal?surface=gateway", patience.Token)).Contains("\"status\":200", StringComparison.Ordinal)
    )
    {
        await Task.Delay(200, patience.Token);
    }

    async Task PutAsync(string path, object body) =>
        (await arm.PutAsJsonAsync($"{path}?api-version=2025-06-01", body)).EnsureSuccessStatusCode();
}

// The trace holds type and method as two texts of two bytes a character, one after the other.
static IEnumerable<(string Type, string Name)> Methods(string file)
{
    var bytes = File.ReadAllBytes(file);
    foreach (var text in new[] { Encoding.Unicode.GetString(bytes), Encoding.Unicode.GetString(bytes, 1, bytes.Length - 1) })
    {
        foreach (Match match in Regex.Matches(text, @"(?<![\w.])((?:Importer|Functions)\.[\w.]+)[^\0]*\0(\w+)\0"))
        {
            // Accessors and what the compiler writes are no steps of a story.
            if (
                !Regex.IsMatch(
                    match.Groups[2].Value,
                    "^(get_|set_|op_|MoveNext$|Equals$|GetHashCode$|PrintMembers$|ToString$|Deconstruct$)"
                )
            )
            {
                yield return (match.Groups[1].Value, match.Groups[2].Value);
            }
        }
    }
}
